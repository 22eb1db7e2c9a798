"""HTML that is put together once, with places for what differs each time: filled with Django's `format_html`."""

from django.utils.html import conditional_escape


def with_places(form: str, *words: object) -> str:
    """The form with these words in it, escaped; what is doubled in the form, `{{}}`, is a place that is left."""
    return form.format(*(conditional_escape(str(word)).replace("{", "{{").replace("}", "}}") for word in words))
