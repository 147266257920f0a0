"""What a file says of a time and of a message that is not whole, for templates."""

from django import template

from vaern.evidence.file_times import danish_time
from vaern.evidence.readable import gap

register = template.Library()
register.filter(danish_time)
register.filter(gap)
