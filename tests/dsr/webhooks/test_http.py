"""One POST to another machine: where it may go, what is believed of the answer, and how long is waited."""

import datetime
import socket
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dsr import webhooks
from dsr.errors import BadInput
from dsr.webhooks import CannotCall, destinations, http
from dsr.webhooks.http import NoAnswer
from tests.patience import PATIENCE
from tests.receivers import BROKEN, ELSEWHERE, SILENT, Said, always, receiving

HEADERS = {"Content-Type": "application/json"}


@pytest.fixture
def inside(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True


def _post(receiver):
    return webhooks.post_message(receiver.address, b'{"data": {}}', HEADERS)


def test_a_message_arrives_and_its_answer_comes_back(inside):
    with receiving(always(Said(body=b'{"state": "done"}'))) as receiver:
        assert _post(receiver) == http.Reply(200, b'{"state": "done"}')
    headers, body = receiver.sent[0]
    assert (headers["content-type"], body) == ("application/json", b'{"data": {}}')


@pytest.mark.parametrize(
    ("said", "failure", "code"),
    [
        (BROKEN, NoAnswer, "webhook-unreachable"),
        (Said(429), NoAnswer, "webhook-unreachable"),
        (Said(408), NoAnswer, "webhook-unreachable"),
        (SILENT, NoAnswer, "webhook-unreachable"),
        (Said(401), CannotCall, "webhook-refused"),
        (Said(404), CannotCall, "webhook-refused"),
        (ELSEWHERE, CannotCall, "webhook-redirects"),
        (Said(307, headers={"Location": "/other"}), CannotCall, "webhook-redirects"),
        (Said(body=b" " * (http.MOST_BYTES + 1)), CannotCall, "webhook-not-understood"),
    ],
)
def test_what_may_pass_is_told_from_what_a_person_must_mend(inside, said, failure, code):
    with receiving(always(said)) as receiver:
        with pytest.raises(failure) as raised:
            _post(receiver)
        assert raised.value.code == code
        assert raised.value.__cause__ is None
        assert len(receiver.sent) == 1, "a redirect is not followed"


def test_no_proxy_of_the_environment_sees_a_message(inside, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://192.0.2.1:3128")
    with receiving(always(Said())) as receiver:
        assert _post(receiver).status == 200


def _waits_for(let_go):
    def answer(_data):
        let_go.wait(PATIENCE)
        return Said()

    return answer


def test_a_slow_machine_is_not_waited_for(inside, monkeypatch):
    """It takes the message and says nothing, or a byte now and then: both come to an end."""
    monkeypatch.setattr(http, "_READ_SECONDS", 0.1)
    let_go = threading.Event()
    with receiving(_waits_for(let_go)) as receiver:
        with pytest.raises(NoAnswer):
            _post(receiver)
        let_go.set()
    monkeypatch.setattr(http, "_READ_SECONDS", 10)
    monkeypatch.setattr(http, "_WHOLE_SECONDS", 0.1)
    let_go.clear()
    with receiving(_waits_for(let_go)) as receiver:
        with pytest.raises(NoAnswer):
            _post(receiver)
        let_go.set()


def test_an_inner_address_is_refused_unless_a_setting_allows_it(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = False
    with receiving(always(Said())) as receiver:
        for address in (receiver.address.replace("http:", "https:"), "https://[::1]/", "https://10.0.0.1/"):
            with pytest.raises(CannotCall) as refused:
                webhooks.post_message(address, b"{}", HEADERS)
            assert refused.value.code == "webhook-address-refused"
        with pytest.raises(BadInput):
            _post(receiver)
        assert receiver.sent == []


def test_without_tls_only_this_machine_is_reached(inside):
    with pytest.raises(CannotCall) as refused:
        webhooks.post_message("http://192.0.2.1/hook", b"{}", HEADERS)
    assert refused.value.code == "webhook-address-refused"


def test_a_name_that_changes_its_address_is_connected_where_it_was_checked(monkeypatch):
    """DNS rebinding: the second look-up would lead inside, and there is none."""
    answers = [[(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 443))]]
    monkeypatch.setattr(destinations.socket, "getaddrinfo", lambda *_args, **_more: answers.pop())
    reached = []

    class Socket(socket.socket):
        def connect(self, address):
            reached.append(address)
            raise ConnectionRefusedError

    monkeypatch.setattr(http.socket, "socket", Socket)
    with pytest.raises(NoAnswer):
        webhooks.post_message("https://rebinds.example/hook", b"{}", HEADERS)
    assert reached == [("93.184.215.14", 443)]
    assert answers == []


def _certificate(folder, name):
    """A certificate for a name, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    day = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(day - datetime.timedelta(days=1))
        .not_valid_after(day + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    own = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    kept = folder / f"{name}.pem"
    kept.write_bytes(made.public_bytes(serialization.Encoding.PEM) + own)
    return kept


@pytest.mark.parametrize(("name", "is_good"), [("localhost", True), ("other.example", False)])
def test_a_certificate_must_be_good_for_the_name(inside, monkeypatch, tmp_path, name, is_good):
    kept = _certificate(tmp_path, name)
    monkeypatch.setenv("SSL_CERT_FILE", str(kept))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(kept)
    with receiving(always(Said()), tls=context) as receiver:
        if is_good:
            assert _post(receiver).status == 200
            return
        with pytest.raises(CannotCall) as refused:
            _post(receiver)
    assert refused.value.code == "webhook-tls"
    assert receiver.sent == []


@pytest.mark.parametrize(
    "bad",
    [
        *("", "ftp://hook.example.com/", "http://hook.example.com/", "https://", "https:///hook"),
        *("https://name:word@hook.example.com/", "https://hook.example.com/#x", "https://hook.example.com/a b"),
        *("https://hook.example.com:99999/", f"https://hook.example.com/{'x' * 500}", "https://[::1/"),
    ],
)
def test_an_address_that_is_none_is_refused_when_it_is_saved(bad):
    with pytest.raises(BadInput):
        webhooks.check_address(bad)


def test_a_good_address_is_kept_as_it_is():
    assert webhooks.check_address(" https://hook.example.com:8443/a?b=c ") == "https://hook.example.com:8443/a?b=c"
