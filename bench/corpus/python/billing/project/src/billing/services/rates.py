from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import httpx

from billing.types import Currency, RateProvider


class RateError(RuntimeError):
    pass


class FixedRates:
    def __init__(self, rates: dict[tuple[Currency, Currency], Decimal]) -> None:
        self._rates = rates

    def get_rate(self, source: Currency, target: Currency) -> Decimal:
        if source == target:
            return Decimal(1)
        try:
            return self._rates[(source, target)]
        except KeyError:
            raise RateError(f"no rate {source.value}->{target.value}") from None


class HttpRates:
    def __init__(self, base_url: str, client: httpx.Client | None = None) -> None:
        self._client = client or httpx.Client(base_url=base_url, timeout=5.0)

    def get_rate(self, source: Currency, target: Currency) -> Decimal:
        response = self._client.get("/latest", params={"base": source.value, "symbols": target.value})
        response.raise_for_status()
        payload: dict[str, Any] = response.json()
        return Decimal(str(payload["rates"][target.value]))


def convert(amount: Decimal, source: Currency, target: Currency, rates: RateProvider) -> Decimal:
    rate = rates.get_rate(source, target)
    return (amount * rate).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def default_rates() -> FixedRates:
    return FixedRates({(Currency.USD, Currency.EUR): Decimal("0.92")})
