-- One row is one finding that may be shown outside the case and asks something. Reads page_findings.
select finding_id from page_findings where verdict in ('conflict', 'question', 'unclear') order by finding_id
