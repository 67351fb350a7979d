"""How static files are named for the browsers' caches."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedModulesStorage(CompressedManifestStaticFilesStorage):
    """An import inside a JavaScript module names the hashed file too, so that after a release no browser runs
    new modules with old ones from its cache."""

    support_js_module_import_aggregation = True
