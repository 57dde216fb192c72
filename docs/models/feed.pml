/*
 * The feed of revocations, from the database to a resource server, for the model checker Spin. The page feed.md describes the
 * model, its limits, and how to run it. A comment that begins with "code:" quotes the Java code that the following statements
 * model. FeedModelTest fails if the code no longer contains the quotation.
 *
 * A set of changes is a mask. Number n of the first epoch is bit n - 1, and number n of the second epoch is bit N + n - 1. Time
 * passes in ticks. At each query, chance decides whether an event is still buffered.
 */

/* The size of the model. The script "check" runs several parts, because the whole model has too many states. */
#ifndef N
#define N 3 /* numbers of an epoch, at most 4 */
#endif
#ifndef NODES
#define NODES 2
#endif
#ifndef EPOCHS
#define EPOCHS 2
#endif
#ifndef WRITERS
#define WRITERS 1
#endif
#ifndef STALE
#define STALE 0 /* ticks; 0 is a model without time */
#endif
#ifndef ROOM
#define ROOM 2 /* messages in flight on a stream; 0 is a model without a client */
#endif

#define NONE 255
#define bit(e, n) (1 << ((e) * N + (n) - 1))
#define upto(e, n) (((1 << (n)) - 1) << ((e) * N))
#define FIRST ((1 << N) - 1) /* the first epoch */
#define ODD (5 | (5 << N))   /* odd numbers: one of the two chunks of a snapshot */
#define count(m) (((m) & 1) + (((m) >> 1) & 1) + (((m) >> 2) & 1) + (((m) >> 3) & 1) + \
  (((m) >> 4) & 1) + (((m) >> 5) & 1) + (((m) >> 6) & 1) + (((m) >> 7) & 1))
#define higher(a, b) ((a) > (b) -> (a) : (b))
#define aged(t) ((t) < STALE -> (t) + 1 : STALE)

/* The database. */
byte epoch = 0;
byte counter = 0;   /* the highest committed number */
byte committed = 0;
byte revoking = 0;  /* changes that revoke something; other changes concern no token */
byte expired = 0;   /* revocations whose last token has expired */
bool locked = false; /* a transaction has changed the row of the counter, and has not committed yet */
#ifdef BUG_NUMBERS_FROM_A_SEQUENCE
byte taken = 0;
#endif

/* The memory of each node. */
typedef Node {
  byte epoch;
  byte at;   /* all changes up to this number are applied */
  byte has;  /* the revocations among them */
#if STALE > 0
  byte age;  /* ticks since it was last up to date */
  bool reading;
  byte read; /* the changes that it has read, */
  byte its;  /* their epoch, */
  byte to;   /* their highest number, */
  byte took  /* and the ticks since the read began */
#endif
};
Node node[NODES];

/* The client's stream, and the messages in flight on it. */
mtype = {
  ASKED, CHUNK_1, CHUNK_2, POSITION, LIVE, /* the next message */
  RESUMED, SNAPSHOT, CHUNK, CURRENT, EVENT, HEARTBEAT /* messages */
};
typedef Message {
  mtype kind;
  byte id;
  byte after;
  byte what /* a set; in a snapshot the size; in a heartbeat the age, which grows in transit */
};
#if ROOM > 0
Message queue[ROOM];
Message got; /* within a step */
#endif
byte length = 0;
byte server = NONE; /* the node */
mtype stage = ASKED;
byte sent = 0;      /* the last sent number */
byte of_epoch = 0;
byte frozen = 0;    /* the snapshot in progress, */
byte frozen_at = 0; /* its number */

/* The client. */
bool ready = false; /* has used at least one snapshot */
byte c_epoch = 0;   /* these two are its Last-Event-ID */
byte c_last = 0;
byte c_has = 0;
byte c_age = STALE; /* ticks since its state was complete */
mtype c_stage = ASKED;
byte staged = 0;    /* an incomplete snapshot, */
byte wanted = 0;    /* and its expected size */
#ifdef BUG_COUNTS_ROWS
byte rows = 0;
#endif

byte k = 0, kept = 0; /* within a step */

/* Variables of the third property. No statement depends on them. */
#if STALE > 0
byte since[N * EPOCHS] = 0; /* ticks since the commit */
#define old(i) (i < N * EPOCHS && since[i % (N * EPOCHS)] > c_age -> (1 << i) : 0)
#define OLD (old(0) | old(1) | old(2) | old(3) | old(4) | old(5) | old(6) | old(7))
#else
#define OLD 0
#endif

#if ROOM > 0
#ifdef BUG_COUNTS_ROWS
inline unstage() { staged = 0; wanted = 0; rows = 0 }
#else
inline unstage() { staged = 0; wanted = 0 }
#endif

inline clear(message) {
  message.kind = 0;
  message.id = 0;
  message.after = 0;
  message.what = 0
}

/* Cuts the stream: messages in flight are lost, and an incomplete snapshot is dropped. */
inline cut() {
  server = NONE;
  stage = ASKED;
  sent = 0;
  of_epoch = 0;
  frozen = 0;
  frozen_at = 0;
  length = 0;
  for (k : 0 .. ROOM - 1) {
    clear(queue[k])
  }
  k = 0;
  c_stage = ASKED;
  unstage()
}

inline move(to, other) {
  to.kind = other.kind;
  to.id = other.id;
  to.after = other.after;
  to.what = other.what
}

inline put(a_kind, an_id, an_after, a_what) {
  queue[length].kind = a_kind;
  queue[length].id = an_id;
  queue[length].after = an_after;
  queue[length].what = a_what;
  length++
}

inline take() {
  move(got, queue[0]);
  for (k : 0 .. ROOM - 2) {
    move(queue[k], queue[k + 1])
  }
  k = 0;
  length--;
  clear(queue[length])
}
#else
inline cut() { skip }
#endif

#define alive(m) ((m) & revoking & ~expired)
#define C_UPTO (c_epoch == 0 -> upto(0, c_last) : FIRST | upto(1, c_last))

inline check() {
  /* Property 2: the client lacks no revocation up to its position. */
  assert(!ready || (alive(committed) & C_UPTO & ~c_has) == 0);
  /* Property 4: a client that is not stale has everything that was committed more than c_age ago. */
  assert(!ready || c_age >= STALE || (alive(committed) & OLD & ~c_has) == 0)
}

/* A transaction. Its last statements number its changes. */
proctype Writer() {
  byte number = 0;
end:
  do
#if defined(BUG_NUMBERS_FROM_A_SEQUENCE)
  :: d_step { number == 0 && taken < N -> taken++; number = taken }
#elif WRITERS > 1
  /* code: "UPDATE change_counter SET number = number + ? WHERE id = 1 RETURNING number", */
  :: d_step { number == 0 && !locked && counter < N -> locked = true; number = counter + 1 }
#endif
  :: atomic { /* the commit */
#if WRITERS > 1
      number != 0 ->
#else
      counter < N ->
      number = counter + 1;
#endif
      committed = committed | bit(epoch, number);
      if
      :: revoking = revoking | bit(epoch, number)
      :: skip
      fi;
      counter = higher(counter, number);
      locked = false;
      number = 0;
      check()
    }
#if WRITERS > 1
  :: d_step { /* it fails */
      number != 0 ->
      locked = false;
      number = 0
    }
#endif
  od
}

/* Other events of the database. */
proctype Database() {
end:
  do
  /* All tokens of a session have expired, and its revocation is no longer stored. */
  :: d_step {
      (alive(committed) & 1) != 0 ->
      expired = 1;
      c_has = c_has & ~1;
      for (k : 0 .. NODES - 1) {
        node[k].has = node[k].has & ~1
      }
      k = 0;
      check()
    }
#ifdef BUG_FORGETS_TOO_SOON
  :: atomic { c_has = c_has & ~1; check() }
#endif
#if EPOCHS > 1
  /* Another database server takes over, which may lack the last commit. A new epoch begins. */
  /* code: return new Position(epoch + history.get(), number); */
  :: atomic {
      epoch == 0 && !locked ->
      epoch = 1;
      if
      :: counter > 0 -> committed = committed & ~bit(0, counter); counter--
      :: skip
      fi
    }
#endif
  od
}

#ifdef BUG_READS_ON_OVER_A_GAP
#define is_gap(me) false
#else
#define is_gap(me) (kept > node[me].at)
#endif
#ifdef BUG_AGE_FROM_THE_END
#define age_after(ticks) 0
#else
#define age_after(ticks) (ticks)
#endif

/* A node reads the changes after its number. If they are no longer stored, it reads everything. */
inline take_in(me, its_epoch, number, changes) {
  /* code: "DELETE FROM change WHERE number IN (SELECT number FROM change WHERE at < ? ORDER BY number" */
  select(kept : 0 .. N);
  if
  :: node[me].epoch != its_epoch || number < node[me].at || is_gap(me) ->
    node[me].has = changes;
    if
    :: server == me && node[me].epoch != its_epoch -> cut()
    :: else
    fi
  :: else ->
    /* code: "SELECT number, kind, subject, value FROM change WHERE number > ? ORDER BY number" */
    node[me].has = node[me].has | (changes & ~upto(its_epoch, higher(kept, node[me].at)))
  fi;
  kept = 0;
  node[me].epoch = its_epoch;
  node[me].at = number;
  /* Property 1: a reader that continues after its last number misses no change. */
  assert((changes & ~expired & ~node[me].has) == 0)
}

#ifdef BUG_IDS_ON_CHUNKS
#define chunk_id frozen_at
#else
#define chunk_id 0
#endif
#ifdef BUG_SNAPSHOT_OF_TWO_MOMENTS
#define snapshot node[me].has
#define snapshot_at node[me].at
#else
#define snapshot frozen
#define snapshot_at frozen_at
#endif
#if defined(BUG_SLOW_ONE_GOES_ON) || defined(BUG_RESUMES_WITHOUT_GAP_CHECK)
#define is_left_behind false
#else
#define is_left_behind (kept > sent)
#endif
#ifdef BUG_HEARTBEAT_OVERTAKES
#define has_told_all(me) true
#else
#define has_told_all(me) (k > node[me].at)
#endif
#if STALE > 0
#define age_of(me) node[me].age
#define is_fresh(me) (node[me].age < STALE)
#else
#define age_of(me) 0
#define is_fresh(me) true
#endif

/* Sends the next message on the stream, or a heartbeat if there is none. A slow reader's stream is full. */
inline send(me) {
  if
  :: stage == CHUNK_1 -> put(CHUNK, chunk_id, 0, snapshot & ODD); stage = CHUNK_2
  :: stage == CHUNK_2 -> put(CHUNK, chunk_id, 0, snapshot & ~ODD); stage = POSITION
  :: stage == POSITION ->
    put(CURRENT, snapshot_at, 0, 0);
    sent = snapshot_at;
    frozen = 0;
    frozen_at = 0;
    stage = LIVE
  :: stage == LIVE ->
    select(kept : 0 .. node[me].at); /* the buffer contains the changes after this number */
    k = higher(sent, kept) + 1;
    do
    :: k <= node[me].at && (node[me].has & bit(node[me].epoch, k)) == 0 -> k++
    :: else -> break
    od;
    if
    :: is_left_behind -> cut()
    :: else ->
      if
      :: k <= node[me].at -> put(EVENT, k, sent, bit(node[me].epoch, k)); sent = k
      :: has_told_all(me) && is_fresh(me) -> put(HEARTBEAT, node[me].at, sent, age_of(me)); sent = node[me].at
      :: k > node[me].at && !is_fresh(me)
      fi
    fi;
    k = 0;
    kept = 0
  fi
}

#ifdef BUG_IGNORES_THE_EPOCH
#define is_of_its_epoch(me) true
#else
#define is_of_its_epoch(me) (c_epoch == node[me].epoch)
#endif
#ifdef BUG_RESUMES_WITHOUT_GAP_CHECK
#define is_kept true
#else
#define is_kept (c_last >= kept)
#endif

/* The client connects with c_epoch and c_last, if it has them. */
inline answer(me) {
  server = me;
  of_epoch = node[me].epoch;
  select(kept : 0 .. node[me].at);
  if
  :: ready && is_of_its_epoch(me) && is_kept && c_last <= node[me].at ->
    put(RESUMED, 0, c_last, 0);
    sent = c_last;
    stage = LIVE
  :: else ->
    frozen = node[me].has;
    frozen_at = node[me].at;
    put(SNAPSHOT, 0, 0, count(frozen));
    stage = CHUNK_1
  fi;
  kept = 0
}

proctype Serve(byte me) {
end:
  do
#if STALE > 0
  :: d_step {
      !node[me].reading ->
      node[me].reading = true;
      node[me].its = epoch;
      node[me].to = counter;
      node[me].read = alive(committed)
    }
  :: atomic {
      node[me].reading ->
      take_in(me, node[me].its, node[me].to, node[me].read);
      node[me].age = age_after(node[me].took);
      node[me].reading = false;
      node[me].its = 0;
      node[me].to = 0;
      node[me].read = 0;
      node[me].took = 0
    }
#else
  :: atomic { take_in(me, epoch, counter, alive(committed)) }
#endif
#if ROOM > 0
  :: atomic { server == NONE -> answer(me) }
  :: atomic { server == me && length < ROOM -> send(me) }
#endif
  od
}

#if ROOM > 0
/* A bad proxy. */
proctype Proxy() {
end:
  do
  :: d_step { server != NONE -> cut() }
  :: d_step { /* the first message also comes later */
      length > 0 && length < ROOM ->
      put(queue[0].kind, queue[0].id, queue[0].after, queue[0].what)
    }
  :: d_step { /* the first message comes later */
      length > 1 ->
      take();
      put(got.kind, got.id, got.after, got.what);
      clear(got)
    }
  od
}

#ifdef BUG_DOES_NOT_CHECK_AFTER
#define follows true
#else
#define follows (got.after == c_last)
#endif
#if defined(BUG_DOES_NOT_COUNT)
#define is_whole true
#elif defined(BUG_COUNTS_ROWS)
#define is_whole (rows == wanted)
#else
#define is_whole (count(staged) == wanted)
#endif
#ifdef BUG_GOES_BACK
#define is_back false
#else
#define is_back (ready && of_epoch == c_epoch && got.id < c_last)
#endif
#ifdef BUG_AGE_OF_ANOTHER_EPOCH
#define is_as_old true
#else
#define is_as_old (ready && of_epoch == c_epoch)
#endif

/* A resource server. */
proctype Client() {
end:
  do
  :: d_step {
      length > 0 ->
      take();
      if
      :: c_stage == ASKED && got.kind == RESUMED && ready && got.after == c_last -> c_stage = LIVE
      :: c_stage == ASKED && got.kind == SNAPSHOT -> wanted = got.what; c_stage = CHUNK_1
      :: c_stage == CHUNK_1 && got.kind == CHUNK ->
        staged = staged | got.what;
#ifdef BUG_COUNTS_ROWS
        rows = rows + count(got.what);
#endif
#ifdef BUG_IDS_ON_CHUNKS
        ready = true;
        c_epoch = of_epoch;
        c_last = got.id;
#endif
#ifdef BUG_SWAPS_BEFORE_CURRENT
        c_has = staged;
#endif
        skip
      :: c_stage == CHUNK_1 && got.kind == CURRENT && is_whole && !is_back ->
        /* Property 3: a received revocation stays in force while one of its tokens is valid. */
        assert(c_epoch != of_epoch || (c_has & ~staged & ~expired) == 0);
        c_has = staged & ~expired;
        c_age = (is_as_old -> c_age : STALE);
        c_epoch = of_epoch;
        c_last = got.id;
        ready = true;
        unstage();
        c_stage = LIVE
      :: c_stage == LIVE && got.kind == EVENT && follows && got.id > c_last ->
        c_has = c_has | (got.what & ~expired);
        c_last = got.id
      :: c_stage == LIVE && got.kind == HEARTBEAT && follows && got.id >= c_last ->
        c_last = got.id;
        c_age = (got.what < c_age -> got.what : c_age)
      :: else -> cut() /* an unexpected message */
      fi;
      clear(got);
      check()
    }
  od
}
#endif

#if STALE > 0
proctype Clock() {
end:
  do
  :: d_step {
      c_age = aged(c_age);
      for (k : 0 .. NODES - 1) {
        node[k].age = aged(node[k].age);
        node[k].took = (node[k].reading -> aged(node[k].took) : 0)
      }
      for (k : 0 .. N * EPOCHS - 1) {
        since[k] = ((committed & (1 << k)) != 0 -> aged(since[k]) : 0)
      }
#ifndef BUG_AGE_FROM_THE_ARRIVAL
      for (k : 0 .. ROOM - 1) {
        queue[k].what = (queue[k].kind == HEARTBEAT -> aged(queue[k].what) : queue[k].what)
      }
#endif
      k = 0;
      check()
    }
  od
}
#endif

init {
  atomic {
    run Writer();
#if WRITERS > 1
    run Writer();
#endif
    run Serve(0);
#if NODES > 1
    run Serve(1);
#endif
    run Database();
#if ROOM > 0
    run Proxy();
    run Client();
#endif
#if STALE > 0
    run Clock();
#endif
    skip
  }
}
