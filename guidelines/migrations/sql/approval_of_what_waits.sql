IF NEW.kind = 'approved' AND NOT EXISTS (
    SELECT FROM guidelines_release
    WHERE id = NEW.release_id AND state = 'submitted' AND round = NEW.round AND content_hash = NEW.content_hash
) THEN
    RAISE EXCEPTION 'only what waits for a reviewer is approved, and as it was submitted';
END IF;
IF NEW.kind = 'approved' AND btrim(NEW.note) = '' AND EXISTS (
    SELECT FROM guidelines_release
    WHERE id = NEW.release_id
        AND (btrim(unverified) <> '' OR jsonb_path_exists(body, '$.**.unverified ? (@ like_regex "[^[:space:]]")'))
) THEN
    RAISE EXCEPTION 'what is unverified is approved with the source that it was checked against';
END IF;
RETURN NEW;
