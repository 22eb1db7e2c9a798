IF current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
    RETURN NEW;
END IF;
IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft' OR NEW.round <> 1 THEN
        RAISE EXCEPTION 'a release begins as a draft';
    END IF;
    RETURN NEW;
END IF;
IF OLD.state = 'published' OR (NEW.state = OLD.state AND NEW.round = OLD.round) THEN
    RETURN NEW;  -- what is published has a guard of its own
END IF;
IF NEW.state = 'draft' AND OLD.state IN ('submitted', 'approved') AND NEW.round = OLD.round + 1 THEN
    RETURN NEW;
END IF;
IF NEW.state = 'given_up' AND OLD.state <> 'given_up' AND NEW.round = OLD.round THEN
    RETURN NEW;
END IF;
IF NEW.round <> OLD.round
    OR (OLD.state, NEW.state) NOT IN (('draft', 'submitted'), ('submitted', 'approved'), ('approved', 'published'))
THEN
    RAISE EXCEPTION 'a release does not go from % to %', OLD.state, NEW.state;
END IF;
IF NEW.state IN ('approved', 'published') AND NOT EXISTS (
    SELECT FROM guidelines_releaseevent approval
    WHERE approval.release_id = NEW.id AND approval.kind = 'approved'
        AND approval.round = NEW.round AND approval.content_hash = NEW.content_hash
        AND NOT EXISTS (
            SELECT FROM guidelines_releaseevent work
            WHERE work.release_id = NEW.id AND work.by_id = approval.by_id
                AND work.kind IN ('created', 'edited', 'submitted')
        )
) THEN
    RAISE EXCEPTION 'a release is approved by someone who has not worked on it';
END IF;
-- What ends where this one begins is what its authors had before them: nothing is undone that they have not seen.
IF NEW.state = 'published' AND EXISTS (
    SELECT FROM guidelines_release before
    WHERE before.publication_id = NEW.publication_id AND before.id <> NEW.id AND before.state = 'published'
        AND before.id IS DISTINCT FROM NEW.base_id
        AND (before.effective @> lower(NEW.effective) OR upper(before.effective) = lower(NEW.effective))
) THEN
    RAISE EXCEPTION 'a release was published after this draft was begun';
END IF;
RETURN NEW;
