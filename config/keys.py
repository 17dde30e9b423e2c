"""The secret of this installation: one file, and keys for each purpose made from it."""

import hashlib
import hmac
import os
import pathlib
import secrets

from config.faults import ConfigFault


def secret(path: pathlib.Path) -> bytes:
    """The key in a file of its own, made at first use, readable by its owner only."""
    try:
        return bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        pass
    except (OSError, ValueError) as error:
        raise ConfigFault(f"{path}: the key of the author names cannot be read ({error})") from None
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process made one at the same moment: that one holds
    finally:
        draft.unlink()
    return bytes.fromhex(path.read_text(encoding="ascii").strip())


def derived(path: pathlib.Path, purpose: str) -> bytes:
    """A key for one purpose; nothing can be learned of the secret from it."""
    return hmac.new(secret(path), f"groundswell {purpose}".encode(), hashlib.sha256).digest()
