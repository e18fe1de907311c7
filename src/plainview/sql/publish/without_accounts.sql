-- one row is one finding that is taken out of what is published: it points at one account, and the publisher did not ask for it by name
delete from page_findings where scope = 'account' and not list_contains($asked, finding_id)
