"""The site's addresses with those of the demo, as `manage.py up` without DATABASE_URL routes them."""

from django.urls import include, path

from portal.urls import urlpatterns as of_production

urlpatterns = [*of_production, path("demo/", include("portal.demo.urls"))]
