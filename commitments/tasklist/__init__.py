"""Task lists (任务分工) and the ledger (台账) as workbooks.

In: reading → matching → naming → planning → applying. Out: writing. headings.py knows the columns of both.
"""
