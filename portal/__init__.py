"""Doors and pages: no rule of law or work lives here. Importing it alone loads nothing: the supervisor stays slim.

A page calls one verb of dsr/ and says what came of it. Begin with urls: it names every door.

    environment            reading the environment for the settings
    settings               the only settings; production is the default
    urls                   every address of the site, a list a door
    access                 the only ways from an HTTP request to a case
    context                what every page knows: whose desk this is
    error_pages            pages for what went wrong
    web/                   what every page uses and no page owns: forms, limits, uploads, logs, checks
    templatetags/          template tags of the pages

    public/                the door of the public
    public/urls                its addresses
    public/brand_urls          whose door it is, and where each kind is asked for there
    public/signed_in_person    the person whom the business's own site handed over
    public/site_endpoints      answers for machines: colors, robots, health
    public/form/           the form that grows from a kind's questions, for one kind or several
    public/guide/          at most three plain questions that lead to the right form
    public/identity/       proving who asks, and the hand-over from the business's own site
    public/links/          the pages behind links in letters
    public/request_page/   the page of one's own request, behind a link and a code
    public/unsubscribe/    the page that stops mail, and the one-click link

    staff/                 the desk
    staff/urls                 its addresses; each view declares its role
    staff/wording/         the desk's words for codes
    staff/wording/reasons/     why something waits, and the way out
    staff/account/         signing in, one's own account, what each role may do
    staff/access_record/   who came in and who saw what, searched
    staff/oversight/       what answers for the desk: numbers by month and by who pressed
    staff/people/          who works at the desk: invited, given a role, closed
    staff/queue/           the queue, and finding a case
    staff/case/            the page of one case, with all that can be seen and done there
    staff/bulk/            bulk work: the look before it, its progress, the result of each request
    staff/entry/           entering what came by letter or by phone
    staff/evidence/        evidence packs: asked for, approved, fetched
    staff/bundle/          many requests of one agent: entered at once, worked on together
    staff/outbox/          what leaves: decisions that wait, letters to print and mail
    staff/disclosures/     the years of the disclosure ledger: complete or not, and who says so
    staff/restored_copy/   a desk restored from a backup: what may have gone out since, and its release
    staff/systems/         the register of systems, and approving a mapping
    staff/holds/           litigation holds: set, shown, changed, ended
    staff/retention/       how long the record of each kind is kept, and why
    staff/suppression/     who must not be mailed or shared: looked up, lifted
    ways/                  what staff see and enter of each way to act in a system

    api/                   the door for other programs: JSON, a key in the header
    admin/                 the set-up, for administrators only
    demo/                  what only the demo has
    up/                    `manage.py up`: broker, worker, beat and web under one supervisor
    celery                 the doorbell of the work queue
    wsgi                   the web application
    apps                   static files and commands are found
    management/            commands of the portal
    management/commands/   one module a command
"""
