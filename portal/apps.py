"""The portal as an app, so that its static files and commands are found."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
