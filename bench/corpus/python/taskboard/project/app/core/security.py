import base64
import hashlib
import hmac
import json
import os
from datetime import datetime, timedelta, timezone

from app.core.config import settings

_ITERATIONS = 120_000


def hash_password(password: str) -> str:
    salt = os.urandom(16)
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _ITERATIONS)
    return f"{salt.hex()}${digest.hex()}"


def verify_password(password: str, hashed: str) -> bool:
    try:
        salt_hex, digest_hex = hashed.split("$", 1)
    except ValueError:
        return False
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), bytes.fromhex(salt_hex), _ITERATIONS)
    return hmac.compare_digest(digest.hex(), digest_hex)


def _sign(body: bytes) -> str:
    return hmac.new(settings.secret_key.encode(), body, hashlib.sha256).hexdigest()


def create_access_token(subject: str, expires_delta: timedelta | None = None) -> str:
    if expires_delta is None:
        expires_delta = timedelta(minutes=settings.access_token_minutes)
    expire = datetime.now(timezone.utc) + expires_delta
    body = base64.urlsafe_b64encode(json.dumps({"sub": subject, "exp": expire.timestamp()}).encode())
    return f"{body.decode()}.{_sign(body)}"


def decode_access_token(token: str) -> str | None:
    body, _, signature = token.partition(".")
    if not hmac.compare_digest(_sign(body.encode()), signature):
        return None
    payload = json.loads(base64.urlsafe_b64decode(body))
    if payload["exp"] < datetime.now(timezone.utc).timestamp():
        return None
    return payload["sub"]
