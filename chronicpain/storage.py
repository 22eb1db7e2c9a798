from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names each file by its content, also where one JavaScript module imports another."""

    support_js_module_import_aggregation = True
