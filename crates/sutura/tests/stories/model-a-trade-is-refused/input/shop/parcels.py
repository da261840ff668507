from shop.labels import label


def title(number: int) -> str:
    return "Parcel " + label(number)
