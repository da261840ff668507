from shop.labels import shelf


def test_shelf_is_the_last_digit() -> None:
    assert shelf(42) == "shelf 2"


def test_shelf_of_text() -> None:
    assert shelf(int("42")) == "shelf 2"
