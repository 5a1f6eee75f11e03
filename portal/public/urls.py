"""The public door. A front brand lives at the root, every brand below /b/."""

from django.urls import path

from portal.public import plain, views

app_name = "public"

urlpatterns = [
    path("", views.front, name="front"),
    path("b/<slug:slug>/", views.front, name="brand_front"),
    path("ask/done/", views.done, name="done"),
    path("ask/<slug:code>/", views.ask, name="ask"),
    path("b/<slug:slug>/ask/<slug:code>/", views.ask, name="brand_ask"),
    path("brand/<slug:slug>.css", plain.brand, name="brand"),
    path("robots.txt", plain.robots, name="robots"),
    path("healthz", plain.health, name="health"),
]
