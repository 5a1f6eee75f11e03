"""The web application, for any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from portal.web import database_limits
from portal.web.chunked_bodies import ChunkedBodies
from portal.web.content_types import PlainContentTypes
from portal.web.key_start import refuse_wrong_keys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = ChunkedBodies(PlainContentTypes(get_wsgi_application()))
database_limits.limit_statements(database_limits.of_page())
refuse_wrong_keys()
