"""Keeps an eye on a browser: what its pages ask for, and what the browser complains of."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request


class Watch:
    """`faults` in words: requests to anybody else, errors of the console, refusals of the content policy."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.faults: list[str] = []
        self.asked: list[str] = []
        self._documents: set[str] = set()

    def over(self, context: BrowserContext) -> None:
        """Watch every page that is opened in this context."""
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"script failed: {error.error}"))

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)
        if request.is_navigation_request():
            self._documents.add(request.url)
        parts = urlsplit(request.url)
        if parts.scheme != "data" and f"{parts.scheme}://{parts.netloc}" != self.site:
            self.faults.append(f"asked somebody else: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        # The browser notes every page that answers with 4xx or 5xx; such pages are meant here.
        address = message.location["url"].partition("#")[0]
        is_page = message.text.startswith("Failed to load resource") and address in self._documents
        if message.type in {"error", "warning"} and not is_page:
            self.faults.append(f"{message.type}: {message.text} ({message.location['url']})")
