"""A bare form on the same stack: a token against forgery, one INSERT, one message to the broker."""

import django
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.views.decorators.csrf import csrf_protect


@csrf_protect
def form(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        from dsr import work_queue

        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_form VALUES (%s)", [request.POST["subject_name"]])
        work_queue.ring(0, False)
        return HttpResponse("Thank you.")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_form (name text)")
    field = f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">'
    return HttpResponse(f'<form method="post">{field}<input name="subject_name"></form>')


urlpatterns = [path("", form)]


class _Bare(WSGIHandler):
    """Without the middleware of the desk."""

    def load_middleware(self, is_async: bool = False) -> None:
        from django.conf import settings

        settings.MIDDLEWARE, settings.ROOT_URLCONF = [], __name__
        super().load_middleware(is_async)


django.setup()
application = _Bare()
