"""A letter about a whole bundle stood in the record of its first request: it moves to the bundle, under its key."""

import logging
import re
from types import SimpleNamespace

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import migrations

from dsr import sealing
from dsr.errors import CannotOpen

log = logging.getLogger(__name__)

# The key of such a letter says of which bundle it is, whatever wrote it: covering, what is missing, what came of all.
_OF_BUNDLE = re.compile(r"(?:covering|missing|answered):(\d+)(?::.*)?", re.DOTALL)
_PREFIXES = ("covering:", "missing:", "answered:")


def move(apps, schema_editor):
    models = {name: apps.get_model('dsr', name) for name in ('Letter', 'Bundle', 'DueWork', 'Case')}
    bundles = models['Bundle'].objects.in_bulk()
    found = list(_letters_of_bundles(models['Letter'], bundles))
    _require_keys(apps, [holder for letter, bundle in found for holder in (letter.case, _holder(bundle))])
    for letter, bundle in found:
        _reseal(apps, letter, bundle)
        models['Letter'].objects.filter(pk=letter.pk).update(case=None, bundle=bundle)
        models['DueWork'].objects.filter(name='send', target=letter.pk).update(case=None)
    for case_id in {letter.case_id for letter, _bundle in found}:
        _note(models, case_id)


def _letters_of_bundles(Letter, bundles):
    for prefix in _PREFIXES:
        for letter in Letter.objects.filter(key__startswith=prefix, bundle=None).select_related('case'):
            told = _OF_BUNDLE.fullmatch(letter.key)
            if told and int(told[1]) in bundles:
                yield letter, bundles[int(told[1])]


def _holder(bundle):
    return SimpleNamespace(pk=f'bundle-{bundle.pk}', data_key=bundle.key)


def _require_keys(apps, holders):
    """Before anything moves: what a missing key keeps shut would stay behind. A key that was given up stops nothing."""
    marks = dict(apps.get_model('dsr', 'KeyMark').objects.filter(purpose='sealing').values_list('name', 'check_value'))
    for holder in holders:
        if not holder.data_key or sealing.opens_data_key(holder):
            continue
        name = sealing.name_of_data_key(holder)
        configured = settings.SEALING_KEYS.get(name)
        taken = {'given up', sealing.check_value(configured) if configured else ''}
        if marks.get(name) not in taken:
            raise ImproperlyConfigured(
                f'SEALING_KEYS lacks the key “{name}”, under which letters are sealed that move to their bundles now, '
                'or has another one of this name. Put it back behind the newest and start again; nothing was moved. '
                f'If it is gone for good: manage.py keys --accept-lost sealing:{name} --yes'
            )


def _reseal(apps, letter, bundle):
    """The words, and what is printed, under the key of the bundle; what is forgotten stays so."""
    Sealed, BundleSealed = apps.get_model('dsr', 'Sealed'), apps.get_model('dsr', 'BundleSealed')
    holder = _holder(bundle)
    for row in Sealed.objects.filter(case=letter.case, name__in=[f'letter:{letter.pk}', f'letter-pdf:{letter.pk}']):
        if bundle.key and letter.case.data_key:
            try:
                value = sealing.open_sealed(letter.case, row.name, row.value)
                kept = sealing.seal(holder, row.name, value)
            except CannotOpen:  # damaged, or of a key that was given up: they stay, and nobody reads them in the request
                log.warning('The words of letter %s do not open, and were not moved to its bundle.', letter.pk)
                continue
            BundleSealed.objects.create(bundle=bundle, name=row.name, value=kept)
        row.delete()


def _note(models, case_id):
    """What of the request still waits to be mailed: the triggers are lifted while the steps are taken."""
    left = models['Letter'].objects.filter(case=case_id, state='to-mail').values_list('name', flat=True)
    waits = ['notice' if name.endswith('/extension') else 'letter' for name in left]
    models['Case'].objects.filter(pk=case_id).update(mail_waits=max(waits, default=''))


class Migration(migrations.Migration):

    dependencies = [
        ('dsr', '0040_letters_of_bundles'),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
    ]
