"""Whatever is sealed under SEALING_KEYS is known to the re-wrap and the count of a start, or lasts for hours alone."""

import ast

from django.apps import apps

from dsr import sealed_secrets
from tests.house.source import Source, product

# What seals a secret, and where it keeps it.
_SECRETS = {
    "dsr/bulk/job.py": {"dsr.Bulk.words"},
    "dsr/bulk/look.py": {"dsr.Bulk.words"},
    "dsr/evidence/release.py": {"dsr.EvidencePack.details"},
    "dsr/address_change/lost_address.py": {"dsr.AddressWish.sealed"},
    "dsr/request_page/references.py": {"dsr.ReferencesWish.sealed"},
    "dsr/retention/legal_holds.py": {"dsr.LegalHold.sealed", "dsr.HoldChange.sealed"},
    "dsr/second_approvals/requirement.py": {"dsr.SecondApproval.ground"},
    "dsr/suppression/feed.py": {
        *("dsr.Suppression.sealed_address", "dsr.Suppression.sealed_evidence", "dsr.Consent.sealed_evidence"),
    },
    "dsr/systems/sql/connections.py": {"dsr.System.sealed_connection"},
    "dsr/verification/account_handoff.py": {"dsr.HandOffKey.sealed", "dsr.HandOff.sealed"},
    "dsr/webhooks/signatures.py": {
        *("dsr.System.sealed_connection", "dsr.Listener.sealed_secret"),
        *("dsr.Provider.sealed_secret", "dsr.Contact.sealed_secret"),
    },
    "portal/public/form/draft.py": {"dsr.Session.data"},
    "portal/staff/account/sign_in.py": {"mfa.Authenticator.data"},
    "portal/staff/case/colleagues.py": set(),  # in the cache, for minutes
    "portal/web/session_store.py": {"dsr.Session.data"},
    # Puts under the newest what stands sealed.
    "dsr/sealed_secrets/rewrap.py": set(),
}
_KEYS = {
    "dsr/agents/bundles.py": {"dsr.Bundle.key"},
    "dsr/agents/form_files.py": {"dsr.Bundle.key"},
    "dsr/evidence/job.py": {"dsr.EvidencePack.data_key"},
    "dsr/journal/writer.py": {"dsr.Case.data_key"},
    "portal/public/form/draft.py": {"dsr.DraftFile.data_key"},
}
# Forgotten within hours: lost with the key without harm (docs/keys.md).
_SHORT = {
    *("dsr.Session.data", "dsr.HandOff.sealed", "dsr.DraftFile.data_key"),
    *("dsr.ReferencesWish.sealed", "dsr.AddressWish.sealed"),
}
# Bytes under a data key, or of the report that names nobody.
_OTHER_BYTES = {
    *("dsr.Sealed.value", "dsr.BundleSealed.value", "dsr.EvidencePart.value", "dsr.DraftFile.sealed"),
    *("dsr.Bundle.sealed", "dsr.BundleDocument.sealed", "dsr.BundleDocument.sealed_name"),
    *("dsr.Compilation.pdf", "dsr.Compilation.csv"),
}


def _callers(name: str, sources: list[Source]) -> set[str]:
    return {
        one.path
        for one in sources
        for node in one.nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name
        if ast.unparse(node.func.value) == "sealing"
    }


def _sealed_columns() -> set[str]:
    """By the models: texts that are called sealed, and all bytes."""
    return {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in apps.get_app_config("dsr").get_models()
        for field in model._meta.concrete_fields
        if field.get_internal_type() == "BinaryField" or field.name.startswith("sealed")
        if field.get_internal_type() in {"BinaryField", "TextField"} and not model._meta.proxy
    }


def _known() -> set[str]:
    secrets = {f"{one.model}.{one.path.partition('.')[0]}" for one in sealed_secrets.columns()}
    return secrets | {f"{one.model}.{one.column}" for one in sealed_secrets.KEY_COLUMNS} | {"dsr.Case.data_key"}


def test_each_place_that_seals_is_listed_with_its_columns() -> None:
    sources = [one for one in product() if "/migrations/" not in one.path]
    assert _callers("seal_secret", sources) == set(_SECRETS)
    assert _callers("new_data_key", sources) == set(_KEYS)


def test_each_of_these_columns_is_put_under_the_newest_key_and_counted() -> None:
    listed = set().union(*_SECRETS.values(), *_KEYS.values())
    assert listed - _SHORT == _known()


def test_a_model_has_no_sealed_column_that_is_not_known() -> None:
    assert _sealed_columns() - _known() - _SHORT == _OTHER_BYTES
