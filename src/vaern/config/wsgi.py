"""What a web server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vaern.config.settings")

application = get_wsgi_application()

from vaern.web.readiness import make_ready  # noqa: E402 - our own code can be read once Django is ready

make_ready()
