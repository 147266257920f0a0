"""Static files under names that follow their content, so that a browser may keep them for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # the library has no types
    """Scripts that import one another find each other under those names too."""

    support_js_module_import_aggregation = True
