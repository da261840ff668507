Here is the updated file:

```python
def vat(net: float) -> float:
    """The tax on a net price."""
    return net * 0.19
```

This function computes the tax.
