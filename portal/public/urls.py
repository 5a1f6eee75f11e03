"""The public door."""

from django.urls import path

from portal.public import plain

app_name = "public"

urlpatterns = [
    path("brand/<slug:slug>.css", plain.brand, name="brand"),
    path("robots.txt", plain.robots, name="robots"),
    path("healthz", plain.health, name="health"),
]
