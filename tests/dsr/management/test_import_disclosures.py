"""Files of disclosures on their way into the ledger."""

from datetime import date

import pytest

from dsr.models import Disclosure, Recipient
from tests.dsr.management.typed import fails, ledger, run
from tests.given import a_business

pytestmark = pytest.mark.django_db


def test_disclosures_are_loaded(write, recipients):
    text = (
        "Recipient;Categories;From;To;Purpose;Exclusion;Note;Derived from\n"
        "Alder Catalogs;i, ii;2025-01-01;12/31/2025;Catalogs;;;xvi\n"
        "birch-mail;i;2025-03-31;2025-03-31;;D9;On counsel's advice;\n"
    )
    assert "2 rows: 2 added" in run("import_disclosures", write(text), "--publish")
    first, second = Disclosure.objects.in_version(1).order_by("recipient_key")
    assert (first.recipient_key, first.categories, first.derived_from) == ("alder-catalogs", ["i", "ii"], ["xvi"])
    assert (first.period_start, first.period_end) == (date(2025, 1, 1), date(2025, 12, 31))
    assert (second.recipient_key, second.exclusion) == ("birch-mail", "D9_OTHER_COUNSEL")
    before = ledger()
    assert "Nothing changed" in run("import_disclosures", write(text), "--publish")
    assert ledger() == before


def test_a_year_or_one_date_is_a_period(write, recipients):
    run("import_disclosures", write("Recipient,Categories,Year\nBirch Mail,i,2025\n"))
    run("import_disclosures", write("Recipient,Categories,Date\nAlder Catalogs,i,03/31/2025\n"))
    periods = Disclosure.objects.order_by("period_start", "period_end").values_list("period_start", "period_end")
    assert list(periods) == [(date(2025, 1, 1), date(2025, 12, 31)), (date(2025, 3, 31), date(2025, 3, 31))]


def test_a_disclosure_with_an_id_is_changed_not_added(write, recipients):
    run("import_disclosures", write("ID,Recipient,Categories,Year\n7,Birch Mail,i,2025\n"), "--publish")
    said = run("import_disclosures", write("ID,Recipient,Categories,Year\n7,Birch Mail,i ii,2025\n"), "--publish")
    assert "0 added, 1 changed" in said
    assert Disclosure.objects.get(until_version=None).categories == ["i", "ii"]


def test_faults_of_disclosures_are_told_by_line(write, recipients):
    text = (
        "Recipient,Categories,From,To,Exclusion,Note\n"
        "Cedar,i,2025-01-01,2025-12-31,,\n"
        "Birch Mail,,2025-01-01,2025-12-31,,\n"
        "Birch Mail,xl,2025-01-01,2025-12-31,,\n"
        "Birch Mail,i,2025-12-31,2025-01-01,,\n"
        "Birch Mail,i,03/04/2025,2025-12-31,,\n"
        "Birch Mail,i,2025-01-01,,,\n"
        "Birch Mail,i,,,D9,\n"
        "Birch Mail,,,,D1A,\n"
    )
    said = fails("import_disclosures", write(text)).splitlines()
    assert [line.split(":")[0].strip() for line in said[1:]] == [
        *("line 2", "line 3", "line 4", "line 4", "line 5", "line 6", "line 6", "line 7", "line 8")
    ]
    assert "no recipient is called “Cedar”" in said[1]
    assert "“xl” is not a category" in said[3]
    assert "can be read as two dates" in said[6]
    assert not Disclosure.objects.exists()


def test_the_order_of_dates_can_be_told(write, recipients):
    text = "Recipient,Categories,Date\nBirch Mail,i,03/04/2025\n"
    run("import_disclosures", write(text), "--dates", "day-first")
    assert Disclosure.objects.get().period_start == date(2025, 4, 3)


def test_a_name_that_two_recipients_have_must_be_told_by_key(write):
    a_business()
    run("import_recipients", write("Name,Address\nAlder,1 Road\nAlder,2 Road\n"))
    said = fails("import_disclosures", write("Recipient,Categories,Year\nAlder,i,2025\n"))
    keys = list(Recipient.objects.order_by("key").values_list("key", flat=True))
    assert f"2 recipients are called “Alder”; use one of the keys {', '.join(keys)}" in said


def test_an_exclusion_of_e_2_says_whether_the_recipient_passes_it_on(write, recipients):
    head = "Recipient;Categories;Year;Purpose;Exclusion;Sells it on\n"
    row = "Alder Catalogs;i;2025;Online advertising;E2;"
    assert "needs an answer" in fails("import_disclosures", write(f"{head}{row}\n"))
    assert "does not hold" in fails("import_disclosures", write(f"{head}{row}yes\n"), "--allow-gaps")
    assert "1 added" in run("import_disclosures", write(f"{head}{row}no\n"), "--publish")
    saved = Disclosure.objects.get()
    assert (saved.exclusion, saved.passes_on) == ("E2_OTHER_CHANNEL", "no")


def test_a_recipient_or_a_date_that_stands_for_nothing_is_told_by_line(write, recipients):
    text = (
        "Recipient,Categories,From,To,Purpose\n"
        "n/a,i,2025-01-01,2025-12-31,Catalogs\n"
        "Birch Mail,none,2025-01-01,2025-12-31,Catalogs\n"
        "Birch Mail,i,TBD,2025-12-31,Catalogs\n"
        "Birch Mail,i,1900-01-01,2025-12-31,Catalogs\n"
        "Birch Mail,i,45658,46022,unknown\n"
    )
    said = fails("import_disclosures", write(text)).splitlines()[1:]
    wanted = [
        "2: no recipient",
        "3: no categories",
        "4: no period",
        "5: period start: “1900-01-01” stands for no date",
    ]
    wanted += ["6: period start: “45658” is a number of days", "6: period end: “46022” is a number of days"]
    told = [line for line in said if "line 5: no period" not in line and "line 6: no period" not in line]
    assert [line.startswith(f"  line {words}") for line, words in zip(told, wanted, strict=True)] == [True] * 6
    assert "(2025-01-01, if it counts from 1900)" in said[-3] + said[-2]
    assert not Disclosure.objects.exists()


def test_which_of_two_columns_names_the_recipient_is_asked(write, recipients):
    path = write("Company,Subprocessor,Categories,Year\nFernwood Voice,Birch Mail,i,2025\n")
    assert "More than one column says recipient: “Company”, “Subprocessor”" in fails("import_disclosures", path)
    assert "1 added" in run("import_disclosures", path, "--map", "Subprocessor=recipient")
