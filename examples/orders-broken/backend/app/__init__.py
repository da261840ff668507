"""Order management API."""
