```python
def vat(net: float) -> float:
    """The tax on a net price."""
    return net * 0.19
```
