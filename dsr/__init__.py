"""The law and the work of the desk: no HTTP, no URL, no form, no template tag.

Read in this order; imports only point down the list, from the last to the first.

    errors, clock, canonical     the exceptions; now(); one spelling of a JSON value
    law/                         clocks, calendars, statutes, categories, reasons: data with citations, no Django
    lifecycle                    states and transitions: the first page to read
    kinds/base                   what a kind of request declares, and the register of kinds
    sealing                      personal information at rest
    models/                      the nouns
    work, journal, outbox        due work; the one writer of state; letters
    events                       what the business's own tools are told, without a person
    secrets, suppression, systems/   links and codes; who must not be mailed; where the data is
    intake, verification, review, delivery, fulfilment, ...   verbs
    engine/                      every transition that the machine may make
    kinds/*                      one module a kind, which only declares
    tasks                        Celery: ids in, one call
"""
