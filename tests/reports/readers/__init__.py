"""Tests of the readers; most files they read lie in tests/files, the bombs are made here."""
