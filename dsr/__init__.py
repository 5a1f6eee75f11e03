"""The law and the work of the desk: no HTTP, no URL, no form, no template tag.

Read in this order. Imports only point up this list; a room with a slash shows its verbs in its `__init__.py`.

    reasons                why the machine stops or waits, each with its words at the desk
    lifecycle              states and transitions: the first page to read
    errors                 every refusal of the desk
    clock                  now(), the only source of the time
    triggers               what the database itself refuses: changing an entry, a published row; what waits, it notes
    law/                   the law as data with citations, pure Python: clocks, calendars, statutes, reasons
    formats/               how things are spelled: addresses, JSON, references, pages, file types, PDF
    formats/tables/        a table that came as a file, CSV or XLSX, as rows of text within limits
    sealing/               personal information at rest
    kinds/base/            what a kind of request declares, and the register of kinds
    models/                the nouns, one file each: fields, constraints, filters; no verbs
    installation/          which installation this is, and whether it is a restored copy that must wait
    sealed_secrets/        where secrets stand that belong to no request; all of them under the newest key
    demo_clock             the demo's time, moved forward
    access_record/         who came in, whose access was changed, who saw what
    key_marks/             every key leaves a mark; a wrong or lost one is seen
    work_queue             due work: rows, claimed with a lease
    parties/               who is who in a case: opening what is sealed, and who acts for whom
    disclosures/report/    the third-party disclosure report: facts, gaps, pages
    disclosures/           the disclosure ledger by version, and what is compiled from one
    suppression/           who must not be mailed or shared
    webhooks/              webhooks for steps and for events: signed, sent, and where they may go
    journal/               the audit log: its one writer, reading it, checking its chain
    disclosures/imports/   a file of recipients or disclosures becomes rows of a draft of the ledger
    systems/sql/           the places that are databases: a mapping; find, erase, prove
    systems/               the places that hold personal information: approved, compared, looked up again
    corrections/           the items of a correction: stated, decided, told in the letter
    eligibility/           whether the law covers the person: said by the request, or recorded with what it rests on
    documents              files that came with a case: checked, sealed, opened on record, deleted
    recipients/            which third parties received what, and which of them are told
    second_approvals/      what two people do where two may: asked for, given or refused; or left to one
    oversight/             what answers for the desk: counted by month and by who pressed
    anchors/               what the journal was on a day: signed, kept outside, held against it again
    repeats/               an earlier response of the same person: found, chosen, sent once more
    backups/               the database and the anchors as one folder; restored and checked
    intake                 a request is received
    steps/                 one step of a case in a system: whose it is, how it is settled, what was done so far
    retention/             forgetting on time; what is kept, why, until when, and looking again
    letters/               words to people: composed, kept, sent by email or on paper
    request_page/          the page of one's own request: its codes, who is on it, what it reads
    review/                what staff may decide, and deciding it
    verification/          proving who asks; it pauses no clock
    request_facts/         what only who made the request knows: asked before a page takes what weighs
    agents/                the person for whom an agent acts: asked, reminded, heard; bundles
    correspondence/        what a person writes to the desk or adds later, and what the desk answers
    third_party_notices/   providers and recipients are told: chosen, sent, answered, chased
    fulfilment/ways/       one module a way to act in a system
    receipt_corrections/   facts of a receipt corrected: the clock anew, and what needs a source and a second person
    address_change/        another address for letters: asked with a fact, proved, told, after a wait
    closures/              endings that are no answer: by mistake, a test, no request, withdrawn; opened again
    bulk/                  one action on many cases: looked at first, then done one by one, each once
    evidence/              evidence packs: asked for with recipient and ground, made, signed, fetched, deleted
    fulfilment/            the steps of a case: planned, carried out in order, proved, concluded
    engine/                every transition that the machine may make; alone calls several verbs
    kinds/                 one module a kind of request, which only declares
    tasks                  Celery: ids in, one call
    apps                   when Django is ready: kinds and ways are registered
    management/            what the commands have in common
    management/commands/   one module a command
"""
