class Ledger:
    def total(self) -> float:
        return 1.5

    def open_total(self) -> float:
        return 0.5
