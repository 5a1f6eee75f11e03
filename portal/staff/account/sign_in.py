"""Sign-in: accounts are made by an administrator, never by a visitor, and second factors are sealed."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from dsr import sealing


class ClosedSignUp(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SealedFactors(DefaultMFAAdapter):
    """The secrets behind codes are sealed at rest: who reads the database cannot sign in with them."""

    def encrypt(self, text: str) -> str:
        return sealing.seal_secret("second-factor", text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.open_secret("second-factor", encrypted_text)
