"""Sealed rounds: contributions are encrypted, and only their sum is opened."""
