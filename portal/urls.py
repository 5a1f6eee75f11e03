"""Every address of the site; each door has its own list."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

# The admin has no sign-in of its own: it would know nothing of the second factor. Its site is made to be changed so.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler400 = "portal.error_pages.bad_request"
handler403 = "portal.error_pages.not_open"
handler404 = "portal.error_pages.not_found"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("portal.public.urls")),
    path("api/", include("portal.api.urls")),
    path("desk/", include("portal.staff.urls")),
    path("accounts/", include("portal.staff.account.urls")),
    path("admin/", admin.site.urls),
]

if settings.DEMO:
    urlpatterns.append(path("demo/", include("portal.demo.urls")))
