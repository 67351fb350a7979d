"""Which passages of a new report answer the promises of an old one, and by what they were found.

:class:`~.index.Index` finds the passages of a report by the words of a promise, :func:`~.shared.shared` says
what the two have in common, :mod:`~.agreement` which of their figures count the same thing.
"""
