-- What a draft was begun on is the newest release that had been published when it was made.
UPDATE guidelines_release draft SET base_id = (
    SELECT before.id FROM guidelines_release before
    WHERE before.publication_id = draft.publication_id AND before.state = 'published'
        AND before.published_at <= coalesce(
            (SELECT min(event.at) FROM guidelines_releaseevent event WHERE event.release_id = draft.id), now()
        )
    ORDER BY before.published_at DESC LIMIT 1
)
WHERE draft.state = 'draft';
