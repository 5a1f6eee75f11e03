"""May these be mailed, may these be shared: one or a million, and no answer about what is no address."""

from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from dsr import installation, key_marks
from dsr.errors import BadInput, KeyLost
from dsr.formats.hidden_characters import without_hidden
from dsr.models.suppression import Purpose
from dsr.suppression import stop_list
from dsr.suppression.known_person import digests_to_look_up, read_field


def _stops_mail(scope: str) -> Q:
    return Q(purpose=Purpose.MAIL, scope__in={"", scope}) | stop_list.closing_locks(Purpose.MAIL.value, scope)


def is_mail_suppressed(business_id: int, email: str, scope: str = "") -> bool:
    """May no commercial mail of this list go to the address? Without a list: none at all.

    Raises BadInput for what is not one address, KeyLost.
    """
    ((_value, is_stopped),) = check_addresses(business_id, [read_field("email", email, is_check=True)], scope)
    return is_stopped


def check_addresses(business_id: int, emails: Iterable[str], scope: str = "") -> Iterator[tuple[str, bool]]:
    """Each address with whether it is suppressed, in its order and in constant memory.

    Raises BadInput with the number of what is not one address, an empty line too; KeyLost.
    """
    return _check(business_id, "email", emails, _stops_mail(scope))


def check_sharing(business_id: int, field: str, values: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Each email, phone or mailing address with whether either kind of sharing is stopped. Raises as above."""
    stops = Q(purpose__in=stop_list.SHARING)
    for use in stop_list.SHARING:
        stops |= stop_list.closing_locks(use)
    return _check(business_id, field, values, stops)


def _check(business_id: int, field: str, values: Iterable[str], stops: Q) -> Iterator[tuple[str, bool]]:
    key_marks.require_suppression_key()
    if words := installation.words_of_hold():  # it lacks who came on the list after the backup
        raise KeyLost(words)
    for chunk in stop_list.chunks(_read(field, values)):
        digests = [digests_to_look_up(field, value) for value in chunk]
        rows = stop_list.active(business_id).filter(stops, digest__in={one for each in digests for one in each})
        found = set(rows.values_list("digest", flat=True))
        yield from ((value, not found.isdisjoint(each)) for value, each in zip(chunk, digests, strict=True))


def _read(field: str, values: Iterable[str]) -> Iterator[str]:
    for number, value in enumerate(values, 1):
        try:
            if not without_hidden(value):
                raise BadInput(_("It is empty. Take the line out of the list."))
            yield read_field(field, value, is_check=True)
        except BadInput as error:
            words = _("Line %(number)s: %(words)s") % {"number": number, "words": error}
            raise BadInput(words) from None
