"""A letter about a whole bundle stood in the record of its first request: it moves to the bundle, under its key."""

import logging
import re
from types import SimpleNamespace

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
    emptied = set()
    for prefix in _PREFIXES:
        for letter in models['Letter'].objects.filter(key__startswith=prefix, bundle=None).select_related('case'):
            found = _OF_BUNDLE.fullmatch(letter.key)
            bundle = bundles.get(int(found[1])) if found else None
            if bundle is None:
                continue
            _reseal(apps, letter, bundle)
            emptied.add(letter.case_id)
            models['Letter'].objects.filter(pk=letter.pk).update(case=None, bundle=bundle)
            models['DueWork'].objects.filter(name='send', target=letter.pk).update(case=None)
    for case_id in emptied:
        _note(models, case_id)


def _reseal(apps, letter, bundle):
    """The words, and what is printed, under the key of the bundle; what is forgotten stays so."""
    Sealed, BundleSealed = apps.get_model('dsr', 'Sealed'), apps.get_model('dsr', 'BundleSealed')
    holder = SimpleNamespace(pk=f'bundle-{bundle.pk}', data_key=bundle.key)
    for row in Sealed.objects.filter(case=letter.case, name__in=[f'letter:{letter.pk}', f'letter-pdf:{letter.pk}']):
        if bundle.key and letter.case.data_key:
            try:
                value = sealing.open_sealed(letter.case, row.name, row.value)
                kept = sealing.seal(holder, row.name, value)
            except CannotOpen:  # a key is missing: the words stay where they are, and nobody reads them in the request
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
