"""People as others read of them."""

from __future__ import annotations

from typing import Any


def name_of(user: Any) -> str:
    """The name, or the login of one who has none; empty for nobody."""
    return str(user.get_full_name() or user.get_username()) if user else ""
