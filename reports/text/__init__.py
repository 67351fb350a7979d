"""Reading Chinese report prose: pure functions from text to frozen values. Knows no Django.

``read(text, metadata)`` is the door; :mod:`reports.text.reading` lists its steps.
"""
