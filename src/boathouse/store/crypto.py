"""The vault: secret values sealed with AES-256-GCM under a key that is not in the database."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

NONCE_BYTES = 12


class AesVault:
    """Seals bytes. The sealed form is nonce + ciphertext + tag; `bound` is authenticated too,
    so that a sealed value moved to another row does not open."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def seal(self, value: bytes, bound: str) -> bytes:
        """Encrypt under a fresh nonce."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self._key).encrypt(nonce, value, bound.encode())

    def open(self, sealed: bytes, bound: str) -> bytes:
        """Decrypt; raises cryptography's InvalidTag when the key or the place is another."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return AESGCM(self._key).decrypt(nonce, body, bound.encode())


def open_vault(key_file: Path, passphrase: str | None) -> AesVault:
    """The vault under the environment's key, or under the key file (made once, mode 0600)."""
    if passphrase is not None:
        return AesVault(hashlib.sha256(passphrase.encode()).digest())
    if not key_file.exists():
        write_private(key_file, secrets.token_hex(32))
    return AesVault(bytes.fromhex(key_file.read_text().strip()))


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Put a folder's entries on disk, so that a rename in it survives loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def signing_key(data_dir: Path) -> bytes:
    """The key of a data folder for what clients bring back to us; made once, mode 0600."""
    path = data_dir / "signing.key"
    if not path.exists():
        write_private(path, secrets.token_hex(32))
    return bytes.fromhex(path.read_text().strip())
