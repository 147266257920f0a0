"""Keeps the wrapped keys in a database of their own."""

from typing import Any

KEY_MODELS = {"scopekey", "forgotten"}


class KeysApart:
    """Sends key models to `keys` and everything else to `default`."""

    def db_for_read(self, model: Any, **_hints: Any) -> str:
        """Where a model is read."""
        meta = model._meta  # noqa: SLF001 - Django's own, documented
        return "keys" if self._is_key(meta.app_label, meta.model_name) else "default"

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """Where a model is written."""
        return self.db_for_read(model, **hints)

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **_hints: Any) -> bool:
        """Each table stands in one database only."""
        return (db == "keys") == self._is_key(app_label, model_name)

    def _is_key(self, app_label: str, model_name: str | None) -> bool:
        return app_label == "vault" and (model_name or "").lower() in KEY_MODELS
