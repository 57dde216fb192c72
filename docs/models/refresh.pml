/*
 * The refresh protocol with its grace period, for the model checker Spin. The page README.md describes the model, its limits,
 * and how to run it. A comment that begins with "code:" quotes the Java code that the following statements model.
 * RefreshModelTest fails if the code no longer contains the quotation.
 *
 * In this model, a database statement is one step. The statements of several requests interleave, as on PostgreSQL. On SQLite a
 * whole transaction is one step, so the model covers every sequence on SQLite too. An update that has changed the row locks it
 * until the commit, and other transactions read the old row. The update and its commit are therefore one step.
 *
 * Tokens are numbers, in the order of their creation. Time passes in ticks.
 */

/* code: static final Duration GRACE = Duration.ofSeconds(10); */
#define GRACE 2
/* code: static final Duration SEALED = Duration.ofSeconds(60); */
#ifdef BUG_FORGETS_TOO_SOON
#define SEALED 0
#else
#define SEALED 3
#endif
#define LONG 4 /* longer than both */

/* Assumptions about an honest client: it stops retrying with a token WINDOW ticks after its first attempt, */
#ifdef CLIENT_TRIES_TOO_LONG
#define WINDOW 2
#else
#define WINDOW 1
#endif
/* its requests arrive and are answered within DELAY ticks or not at all (WINDOW + DELAY <= GRACE), */
#define DELAY 1
/* and it uses a new token only when none of these requests can be in flight. */
#ifdef CLIENT_USES_TOO_SOON
#define LIFE 1
#else
#define LIFE (WINDOW + DELAY + 1)
#endif

#ifndef TOKENS
#define TOKENS 4 /* number of tokens of one line */
#endif
#ifndef NODES
#define NODES 2 /* number of requests processed at the same time */
#endif

#define NONE 255
#define TABS 2 /* the honest client: two tabs of a browser, with one storage */
#define THIEF TABS

/* The row of the token line. It is deleted together with its session (ON DELETE CASCADE), so "live" stands for both. */
bool live = true;
byte current = 0;
byte previous = NONE;
byte age = 0;      /* ticks since rotatedAt; counted up to LONG */
byte sealed = NONE; /* the successor that a bearer of "previous" can decrypt */
byte made = 1;     /* tokens that exist */
#ifdef BUG_GRACE_OUTLIVES_USE
byte older = NONE, olderAge = 0;
#endif

/* Requests in progress, and the ticks until each must complete. */
byte serving[NODES] = NONE;
byte deadline[NODES] = 0;

/* The honest client. */
byte stored = 0;
byte storedFor = LIFE;  /* ticks; counted up to LIFE */
byte triedFor = NONE;   /* ticks since the first attempt with the stored token; counted up to WINDOW + 1 */
byte trying[TABS] = NONE;
byte left[TABS] = 0;    /* ticks until it is lost */
byte reply[TABS] = NONE;

/* The thief. */
bool acted = false;  /* has used a stolen token */
byte known = 0;      /* tokens, one bit each */

/* Variables of the properties. No statement above depends on them. */
byte successor[TOKENS] = NONE;
byte replacedFor[TOKENS] = 0; /* ticks; counted up to GRACE + 1 */

#define knows(t) ((known >> (t)) & 1)
/* True if the token was used before, and its grace period is over: it has expired, or the successor was used. */
#define used(t) (successor[t] != NONE && (replacedFor[t] > GRACE || successor[successor[t]] != NONE))

/* True if a node's work may continue beyond this tick. */
#define unhurried(n) (serving[n] >= TABS || deadline[n] > 0)

inline commit_rotation(t, n) {
  /* Property 1: a token is replaced only once, so that it has only one successor. */
  assert(t >= TOKENS || successor[t] == NONE || successor[t] == n);
#ifdef BUG_GRACE_OUTLIVES_USE
  older = previous;
  olderAge = age;
#endif
  current = n;
  sealed = n;
  age = 0;
  if
  :: previous != NONE -> replacedFor[previous] = GRACE + 1 /* no longer relevant */
  :: else
  fi;
  successor[t] = n;
  replacedFor[t] = 0;
  previous = t
}

/* A request, from its arrival to its response. */
proctype Node(byte me) {
  byte token = NONE, next = NONE, seen = NONE;
  bool was_used = false;

idle:
end:
  atomic {
    /* Any node may accept a request. Nothing happens in a revoked session. */
    live && (me == 0 || serving[me - 1] != NONE) ->
    if /* The request may arrive again, because a proxy may repeat it. */
    :: trying[0] != NONE -> serving[me] = 0; token = trying[0]; deadline[me] = left[0]
    :: trying[1] != NONE -> serving[me] = 1; token = trying[1]; deadline[me] = left[1]
    :: knows(0) -> serving[me] = THIEF; token = 0
    :: knows(1) -> serving[me] = THIEF; token = 1
    :: knows(2) -> serving[me] = THIEF; token = 2
#if TOKENS > 3
    :: knows(3) -> serving[me] = THIEF; token = 3
#endif
    fi;
    acted = acted || serving[me] == THIEF;
    was_used = used(token);
    /* code: .flatMap(row -> sessions.renew(tx, row.sessionId())); */
    /* code: return new Outcome.Unknown(); */
#if defined(BUG_NO_COMPARE_AND_SET)
    seen = current
#elif defined(BUG_READS_THE_LINE_ONCE)
    seen = previous;
    next = sealed
#endif
  }

  /* code: .rotate(presented.family(), presented.digest(), Sha256.of(presented.next()), */
  /* code: + " rotated_at = ?, sealed_current = ? WHERE family = ? AND current_digest = ?", */
  atomic {
    if
    :: goto forget /* the server crashes, or the commit fails */
    :: skip
    fi;
    if
#ifdef BUG_NO_COMPARE_AND_SET
    :: live && seen == token ->
#else
    :: live && current == token ->
#endif
      if
      :: made == TOKENS -> goto forget /* the limit of tokens of this line */
      :: else
      fi;
      next = made;
      made++;
#ifndef BUG_ANSWERS_BEFORE_THE_COMMIT
      commit_rotation(token, next);
#endif
      /* code: return new Outcome.Refreshed(session.get(), presented.next()); */
      goto answer
    :: else
    fi
  }

  /* code: .filter(row -> isWithinGrace(row, presented.digest(), tx.now())) */
  /* code: return row.previous().filter(digest -> ConstantTime.equals(digest, presented)).isPresent() */
  /* code: && row.rotatedAt().filter(at -> Duration.between(at, now).abs().compareTo(GRACE) <= 0) */
  /* code: .flatMap(RefreshTokenRow::sealedCurrent) */
  atomic {
    if
#if defined(BUG_NO_GRACE)
    :: false ->
#elif defined(BUG_GRACE_WITHOUT_END)
    :: live && previous == token && sealed != NONE ->
#elif defined(BUG_GRACE_A_MOMENT_SHORT)
    :: live && previous == token && age < GRACE && sealed != NONE ->
#elif defined(BUG_READS_THE_LINE_ONCE)
    :: live && seen == token && age <= GRACE && sealed != NONE ->
#else
    :: live && previous == token && age <= GRACE && sealed != NONE ->
#endif
#ifndef BUG_READS_THE_LINE_ONCE
      next = sealed;
#endif
#ifdef BUG_NEW_SUCCESSOR_FOR_EACH_RETRY
      if
      :: made == TOKENS -> goto forget
      :: else -> next = made; made++; current = next; sealed = next; age = 0
      fi;
#endif
      /* Property 2: a party that is behind catches up with the line, and cannot begin another line. */
      assert(next == current);
      if /* The check also requires that each of these cases is reached. */
      :: serving[me] < TABS && !acted -> skip /* an honest retry; */
      :: serving[me] < TABS && acted -> skip  /* a retry of the client after one of the thief; */
      :: serving[me] == THIEF -> skip         /* a retry of the thief: both have the same token now */
      fi;
      /* code: .map(presented::successor); */
      /* code: return new Outcome.Refreshed(session.get(), successor.get()); */
      goto answer
#ifdef BUG_GRACE_OUTLIVES_USE
    :: live && older == token && olderAge <= GRACE -> next = successor[token]; goto answer
#endif
    :: else
    fi
  }

  /* code: sessions.end(tx, session.get().id(), session.get().accountId()); */
  atomic {
    if
    :: goto forget /* the server crashes, or the commit fails */
    :: skip
    fi;
    /* Property 3: without a thief no session is revoked. */
    assert(!live || acted);
#ifndef BUG_REFUSES_ONLY
    live = false;
#endif
    /* code: return new Outcome.Reused(session.get()); */
    /* Property 4: the use of a token that was used before revokes the session. */
    assert(!was_used || !live);
    goto forget /* everything is over; no further steps matter */
  }

answer:
  atomic {
    /* Properties 1 and 4 again, derived from the responses. */
#ifndef BUG_ANSWERS_BEFORE_THE_COMMIT
    assert(successor[token] == next);
#endif
    assert(!was_used);
    if
    :: serving[me] == THIEF -> known = known | (1 << next)
    :: serving[me] < TABS && trying[serving[me]] == token -> reply[serving[me]] = next
    :: skip /* the answer is lost, or the server crashes before it */
    fi
  }
#ifdef BUG_ANSWERS_BEFORE_THE_COMMIT
  atomic {
    if
    :: live && current == token -> commit_rotation(token, next)
    :: skip
    fi
  }
#endif

forget:
  atomic {
    token = NONE;
    next = NONE;
    seen = NONE;
    was_used = false;
    deadline[me] = 0;
    serving[me] = NONE;
    goto idle
  }
}

proctype Tab(byte me) {
end:
  do
  :: atomic { /* it is time to refresh, or the other tab is refreshing, or the answer did not come */
      live && trying[me] == NONE &&
        ((triedFor == NONE && storedFor == LIFE) || triedFor <= WINDOW) ->
      trying[me] = stored;
      left[me] = DELAY;
      if
      :: triedFor == NONE -> triedFor = 0
      :: else
      fi
    }
  :: atomic { /* the answer */
      live && reply[me] != NONE ->
      if
      :: reply[me] != stored -> stored = reply[me]; storedFor = 0; triedFor = NONE
      :: else /* the other tab got the same answer */
      fi;
      trying[me] = NONE;
      left[me] = 0;
      reply[me] = NONE
    }
  :: atomic { /* the request or the answer is lost; or both are late, and a node still has the request */
      live && trying[me] != NONE ->
      trying[me] = NONE;
      left[me] = 0;
      reply[me] = NONE
    }
  od
}

/* Obtains one token at some moment: from the storage, from a message, or long after its use. */
proctype Thief() {
end:
  atomic {
    if
    :: live -> known = 1
    :: live && made > 1 -> known = 2
    :: live && made > 2 -> known = 4
    :: live && made > 3 -> known = 8
    fi
  }
}

/* The database's time, which all processes share. */
proctype Clock() {
  byte i;
end:
  do
  :: d_step {
      /* An honest client's requests, in flight or in progress, meet their deadlines. */
      live && unhurried(0) && unhurried(1) &&
#if NODES > 2
        unhurried(2) &&
#endif
        true ->
      age = (age < LONG -> age + 1 : LONG);
#ifdef BUG_GRACE_OUTLIVES_USE
      olderAge = (olderAge > GRACE -> olderAge : olderAge + 1);
#endif
      storedFor = (storedFor < LIFE -> storedFor + 1 : LIFE);
      triedFor = (triedFor > WINDOW -> triedFor : triedFor + 1);
      for (i : 0 .. TOKENS - 1) {
        replacedFor[i] = ((successor[i] == NONE || replacedFor[i] > GRACE) -> replacedFor[i] : replacedFor[i] + 1)
      }
      for (i : 0 .. TABS - 1) {
        if
        :: trying[i] != NONE && left[i] == 0 -> trying[i] = NONE; reply[i] = NONE
        :: trying[i] != NONE && left[i] > 0 -> left[i]--
        :: else
        fi
      }
      for (i : 0 .. NODES - 1) {
        if
        :: deadline[i] > 0 -> deadline[i]--
        :: else
        fi
      }
      i = 0
    }
  /* Upkeep; code: "UPDATE refresh_token SET sealed_current = NULL WHERE family IN (SELECT family FROM" */
  :: atomic { age > SEALED && sealed != NONE -> sealed = NONE }
  od
}

init {
  atomic {
    run Node(0);
    run Node(1);
#if NODES > 2
    run Node(2);
#endif
    run Tab(0);
    run Tab(1);
    run Thief();
    run Clock()
  }
}
