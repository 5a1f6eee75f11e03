"""Files of recipients on their way into the ledger."""

from pathlib import Path

import pytest

from dsr.disclosures import versions
from dsr.disclosures.imports import Import, ImportOptions, RecipientRows, import_run
from dsr.models import Disclosure, Recipient
from tests.dsr.management.typed import LIST, fails, ledger, nothing_was_written, run
from tests.given import a_business

pytestmark = pytest.mark.django_db
REGISTRY = Path(__file__).parents[2] / "data" / "registry-2020.csv"


def test_the_registry_of_2020_is_loaded_with_clean_addresses():
    a_business()
    said = run("import_recipients", REGISTRY, "--publish", "--source", "Registry, 2020")
    assert "10 rows: 9 added, 0 changed, 0 same, 0 ended, 1 repeat another row." in said
    assert "Version 1 is published." in said
    addresses = dict(Recipient.objects.in_version(1).values_list("name", "postal_address"))
    assert len(addresses) == 9
    assert addresses["KnowWho"] == "8198 Terminal Road\nSuite 200\nLorton, VA 22079\nUnited States"
    assert addresses["SMARTE Inc."] == "1209 Lynbrook Way\nSan Jose, CA 95129\nUnited States"
    assert addresses["Compliance Data Center LLC"].startswith("1550 Peachtree Street, N.W.\nAtlanta, GA 30309")
    assert "CoStar Realty Information, Inc." in addresses, "the no-break space behind the name is gone"
    assert set(Recipient.objects.values_list("source", flat=True)) == {"Registry, 2020"}
    assert not Disclosure.objects.exists()


def test_repeating_a_file_changes_nothing(write):
    a_business()
    path = write(LIST)
    run("import_recipients", path, "--publish")
    before = ledger()
    assert "Nothing changed; there is no new version." in run("import_recipients", path, "--publish")
    assert ledger() == before


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_makes_no_difference(tmp_path, encoding):
    path = tmp_path / "list.csv"
    path.write_text("Name;Address\nCafé “Søn”;1 Road\n", encoding=encoding)
    a_business()
    run("import_recipients", path)
    assert Recipient.objects.get().name == "Café “Søn”"


def test_a_dry_run_counts_and_writes_nothing(write):
    a_business()
    run("import_recipients", write(LIST), "--publish")
    before = ledger()
    changed = write(LIST.replace("Rakes", "Spades") + "Cedar Post,3 Road,\n", "more.csv")
    said = run("import_recipients", changed, "--dry-run")
    assert "3 rows: 1 added, 1 changed, 1 same, 0 ended." in said
    assert "nothing was written" in said
    assert ledger() == before


def test_faults_are_told_by_line_and_one_fault_keeps_everything_out(write):
    a_business()
    text = (
        'Name,Address,Affiliate,Same brand\n"Alder\nCatalogs","1 Road\nReno, NV 89501",,\n'
        "Birch Mail,,perhaps,\n,3 Road,,\nCedar Post,4 Road,no,yes\nDate,5 Road,,,extra\n"
    )
    said = fails("import_recipients", write(text), "--publish")
    assert said.splitlines() == [
        "5 errors in 5 rows. Nothing was written.",
        "  line 5: is affiliate: “perhaps” is neither yes nor no",
        "  line 5: no postal address",
        "  line 6: no name",
        "  line 7: it shares the brand name but is not marked as an affiliate",
        "  line 8: 5 cells, but the header names 4",
    ]
    assert nothing_was_written()


def test_ten_thousand_faults_are_not_all_printed(write):
    a_business()
    said = fails("import_recipients", write("Name,Address\n" + "Alder,\n" * 10_000))
    assert said.startswith("10,000 errors in 10,000 rows.")
    assert len(said.splitlines()) == import_run.MOST_PROBLEMS + 2
    assert said.endswith("and 9,950 more")


def test_gaps_may_be_allowed(write):
    a_business()
    run("import_recipients", write("Name,Address\nAlder,\n"), "--allow-gaps")
    assert Recipient.objects.get().postal_address == ""


def test_two_rows_with_one_key_that_disagree_are_refused(write):
    a_business()
    text = "Name,Address,Examples\nAlder,1 Road,Rakes\nBirch,2 Road,\nAlder,1 Road,Spades\n"
    said = fails("import_recipients", write(text))
    assert "line 4: it has the key of line 2 (alder), but says something else" in said
    assert nothing_was_written()


def test_one_name_with_two_addresses_is_two_recipients(write):
    a_business()
    path = write("Name,Address\nAlder,1 Road\nAlder,2 Road\n")
    assert "2 added" in run("import_recipients", path, "--publish")
    assert "2 same" in run("import_recipients", path)


def test_a_row_that_is_repeated_far_below_is_counted_once(write):
    a_business()
    rows = [f"Recipient {number},{number} Road" for number in range(600)]
    said = run("import_recipients", write("\n".join(["Name,Address", *rows, rows[0]])))
    assert "601 rows: 600 added, 0 changed, 0 same, 0 ended, 1 repeat another row." in said


def test_a_column_that_is_missing_keeps_what_is_recorded(write):
    a_business()
    run("import_recipients", write(LIST), "--publish")
    said = run("import_recipients", write("Name,Address\nAlder Catalogs,9 Avenue\n"), "--publish")
    assert "0 added, 1 changed" in said
    moved = Recipient.objects.get(key="alder-catalogs", until_version=None)
    assert (moved.postal_address, moved.examples) == ("9 Avenue", "Rakes")


def test_replacing_ends_what_the_file_does_not_name(write):
    a_business()
    run("import_recipients", write(LIST), "--publish", "--source", "ours")
    run("import_recipients", write("Name,Address\nCedar,3 Road\n"), "--publish", "--source", "theirs")
    short = write("Name,Address,Examples\nBirch Mail,2 Road,\n")
    said = run("import_recipients", short, "--replace", "--source", "ours", "--dry-run")
    assert "1 same, 1 ended" in said
    run("import_recipients", short, "--replace", "--source", "ours", "--publish")
    names = Recipient.objects.in_version(3).order_by("name").values_list("name", flat=True)
    assert list(names) == ["Birch Mail", "Cedar"]
    assert Recipient.objects.in_version(2).count() == 3


def test_columns_are_told_by_name_and_parts_of_an_address_are_joined(write):
    a_business()
    text = "Partner,Line,City,State,ZIP,Name\nAlder,1 Road,Reno,NV,89501,internal\n"
    args = ("--map", "partner=name", "--map", "Line=postal_address", "--map", "City=postal_address")
    args += ("--map", "State=postal_address", "--map", "ZIP=postal_address")
    run("import_recipients", write(text), *args)
    assert Recipient.objects.values_list("name", "postal_address").get() == ("Alder", "1 Road\nReno, NV 89501")


def test_parts_of_an_address_are_guessed(write):
    a_business()
    run("import_recipients", write("Name,Street,City,State,Zip Code\nAlder,1 Road,Reno,NV,89501\n"))
    assert Recipient.objects.get().postal_address == "1 Road\nReno, NV 89501"


@pytest.mark.parametrize(
    ("text", "args", "said"),
    [
        ("", [], "is empty"),
        ("Alder,1 Road\nBirch,2 Road\n", [], "No column says the name. The columns are: Alder, 1 Road."),
        (LIST, ["--map", "Foo=name"], "There is no column “Foo”. The columns are: Name, Address, Examples."),
        (LIST, ["--map", "Name=title"], "There is no field “title”. The fields are: key, name,"),
        (LIST, ["--map", "Name"], "COLUMN=FIELD"),
        ("Name,Company,Address\na,b,c\n", [], "More than one column says name: “Name”, “Company”."),
        (LIST, ["--business", "Nobody"], "no business called “Nobody”. There are: Fernwood Voice, Inc."),
        ('Name,Address\nAlder,"1 Road\n', [], "line 2: a quotation mark"),
    ],
)
def test_what_cannot_be_read_is_said_plainly(write, text, args, said):
    a_business()
    assert said in fails("import_recipients", write(text), *args)
    assert nothing_was_written()


def test_with_two_businesses_one_must_be_named(write):
    a_business()
    other = a_business("Alder Street Bakery LLC")
    assert "Say which business" in fails("import_recipients", write(LIST))
    run("import_recipients", write(LIST), "--business", "alder street bakery llc")
    assert set(Recipient.objects.values_list("business", flat=True)) == {other.pk}


def test_an_import_that_stopped_half_way_is_finished_by_repeating_it(write, monkeypatch):
    business = a_business()
    monkeypatch.setattr(versions, "BATCH", 500)
    path = write("Name,Address\n" + "".join(f"Recipient {n},{n} Road\n" for n in range(1200)))
    one = Import(business, RecipientRows, path, ImportOptions())
    one.check()

    def stop_at(done: int) -> None:
        if done == 700:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        one.put(stop_at)
    assert Recipient.objects.count() == 500
    assert "has not finished" in fails("publish_ledger")
    assert "has not finished" in fails("import_recipients", write(LIST, "other.csv"))
    said = run("import_recipients", path, "--publish")
    assert "700 added, 0 changed, 500 same" in said
    assert Recipient.objects.in_version(1).count() == 1200


def test_an_answer_that_stands_for_nothing_is_no_no(write):
    a_business()
    said = fails("import_recipients", write("Name,Address,Affiliate\nAlder,1 Road,unknown\n"))
    assert "“unknown” is neither yes nor no" in said


def test_an_address_in_columns_is_an_envelope_and_what_is_not_used_is_said(write):
    a_business()
    header = "Address,AddressLine2,City,Country,Email,Name,PO Box,State,ZipCode\n"
    row = "1 Sample Street,Suite 5,Fresno,United States,a@b.example,Bluebird Media LLC,9,CA,93701\n"
    said = run("import_recipients", write(header + row))
    assert Recipient.objects.get().postal_address == "1 Sample Street\nSuite 5\nFresno, CA 93701\nUnited States"
    assert "not used: “Email”, “PO Box”" in said
    assert "“PO Box” may be part of the address" in said and "“Email” may" not in said
    assert "not used" not in run("import_recipients", write(header + row), "--map", "Email=", "--map", "PO Box=")


def test_one_of_two_addresses_is_chosen_by_a_person(write):
    a_business()
    path = write('Name,Physical Address,Mailing Address\nAlder,"1 Road, Reno, NV 89501","PO Box 9, Reno, NV 89502"\n')
    assert "more than one postal address: “Physical Address”, “Mailing Address”" in fails("import_recipients", path)
    assert nothing_was_written()
    said = run("import_recipients", path, "--map", "Mailing Address=postal_address")
    assert Recipient.objects.get().postal_address == "PO Box 9\nReno, NV 89502"
    assert "“Physical Address” may be part of the address" in said


def test_which_of_two_columns_is_the_recipient_is_asked(write):
    a_business()
    path = write("Company,Sub-processor,Address\nFernwood Voice,Alder,1 Road\nFernwood Voice,Birch,2 Road\n")
    assert "More than one column says name: “Company”, “Sub-processor”." in fails("import_recipients", path)
    run("import_recipients", path, "--map", "Sub-processor=name")
    assert set(Recipient.objects.values_list("name", flat=True)) == {"Alder", "Birch"}


@pytest.mark.parametrize("name", ["Fernwood Voice", "FERNWOOD VOICE, INC", "Fernwood Voice Inc."])
def test_the_business_itself_is_no_recipient_of_its_own(write, name):
    a_business()
    said = fails("import_recipients", write(f'Company,Firma,Address\n"{name}",Alder,1 Road\n'))
    assert "is the business itself, and a recipient is a third party" in said
    run("import_recipients", write(f'Name,Affiliate,Same brand,Address\n"{name}",yes,yes,1 Road\n'))


def test_a_table_of_a_database_with_its_own_keys_is_imported(write):
    a_business()
    said = run("import_recipients", write('PK,Name,Address\n1,Alder,"1 Sample Street, Fresno, CA 93701"\n'))
    assert "1 added" in said and "not used: “PK”" in said


def test_one_byte_of_another_encoding_keeps_everything_out(tmp_path):
    a_business()
    path = tmp_path / "list.csv"
    path.write_bytes("Name,Address\nCafé Rivière,1 Road\n".encode() + b"Dana\x92s Data LLC,2 Road\n")
    assert fails("import_recipients", path).startswith("line 3: a character is in another encoding")
    assert nothing_was_written()
    path.write_bytes("Name,Address\nDana’s Data LLC,2 Road\n".encode("cp1252"))
    assert "look whether it is right: line 2: Dana’s Data LLC" in run("import_recipients", path)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_header_below_a_title_is_found_in_a_table_of_any_make(write, end, mark):
    a_business()
    rows = [
        f"{mark}Our vendors, 2025",
        "",
        "Name;Street;City",
        'Alder;"1 Road',
        'Floor 2";Reno',
        "Birch;2 Road;Davis",
        "",
    ]
    said = run("import_recipients", write(end.join(rows)))
    assert "The header is line 3; what stands above it is not read." in said
    assert set(Recipient.objects.values_list("name", "postal_address")) == {
        ("Alder", "1 Road\nFloor 2\nReno"),
        ("Birch", "2 Road\nDavis"),
    }


def test_rows_above_a_header_are_asked_about(write):
    a_business()
    said = fails("import_recipients", write("Alder,1 Road\nName,Address\nBirch,2 Road\n"))
    assert said == "The header seems to be line 2. Take the lines above it out of the file."
