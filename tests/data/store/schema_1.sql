-- A store as the first schema wrote it, with every state that a row could be in. Never edited.
PRAGMA application_id=0x59616b31;
PRAGMA user_version=1;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE meta(
  key TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO meta VALUES('checked',1767603600123);
INSERT INTO meta VALUES('epoch',3);
CREATE TABLE inbox(
  id INTEGER PRIMARY KEY,
  channel TEXT NOT NULL,
  external_id TEXT NOT NULL,
  peer TEXT NOT NULL,
  sender TEXT,
  sender_name TEXT NOT NULL,
  recipient TEXT NOT NULL,
  raw_text TEXT NOT NULL,
  text TEXT,
  reply_to TEXT NOT NULL,
  attachments TEXT,
  payload TEXT NOT NULL,
  received_at INTEGER NOT NULL
);
INSERT INTO inbox VALUES(1,'whatsapp','SM-done','+15551234567',NULL,'Zoë','+14155238886','thanks',NULL,'',NULL,'Body=thanks',1767603600001);
INSERT INTO inbox VALUES(2,'whatsapp','SM-dropped','+15551234567',NULL,'Zoë','+14155238886','too many',NULL,'',NULL,'Body=too many',1767603600002);
INSERT INTO inbox VALUES(3,'whatsapp','SM-crashed','+15551234567',NULL,'Zoë','+14155238886','boom',NULL,'',NULL,'Body=boom',1767603600003);
INSERT INTO inbox VALUES(4,'whatsapp','SM-waiting','+15551234567',NULL,'Zoë','+14155238886','hello',NULL,'',NULL,'Body=hello',1767603600004);
INSERT INTO inbox VALUES(5,'whatsapp','SM-done-2','+15551234567',NULL,'Zoë','+14155238886','again',NULL,'',NULL,'Body=again',1767603600005);
CREATE TABLE unfinished(
  message INTEGER PRIMARY KEY,
  owner INTEGER NOT NULL,
  attempts INTEGER NOT NULL
);
INSERT INTO unfinished VALUES(3,3,2);
INSERT INTO unfinished VALUES(4,2,1);
CREATE TABLE dropped(message INTEGER PRIMARY KEY);
INSERT INTO dropped VALUES(2);
CREATE TABLE outbox(
  id INTEGER PRIMARY KEY,
  message INTEGER NOT NULL,
  channel TEXT NOT NULL,
  peer TEXT NOT NULL,
  sender TEXT NOT NULL,
  in_reply_to TEXT NOT NULL,
  part INTEGER NOT NULL,
  parts INTEGER NOT NULL,
  text TEXT NOT NULL,
  media TEXT,
  created_at INTEGER NOT NULL
);
INSERT INTO outbox VALUES(1,1,'whatsapp','+15551234567','+14155238886','SM-done',1,1,'part 1',NULL,1767603601001);
INSERT INTO outbox VALUES(2,1,'whatsapp','+15551234567','+14155238886','SM-done',1,1,'part 2',NULL,1767603601002);
INSERT INTO outbox VALUES(3,5,'whatsapp','+15551234567','+14155238886','SM-done',1,1,'part 3',NULL,1767603601003);
INSERT INTO outbox VALUES(4,5,'whatsapp','+15551234567','+14155238886','SM-done',1,1,'part 4',NULL,1767603601004);
INSERT INTO outbox VALUES(5,5,'whatsapp','+15551234567','+14155238886','SM-done',1,1,'part 5',NULL,1767603601005);
CREATE TABLE delivery(
  id INTEGER PRIMARY KEY,
  state INTEGER NOT NULL,
  owner INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  status INTEGER NOT NULL,
  receipt TEXT,
  failure TEXT NOT NULL
);
INSERT INTO delivery VALUES(1,2,3,1,1767603602001,4,'SMout1','');
INSERT INTO delivery VALUES(2,3,3,6,1767603602002,0,NULL,'the number is not on WhatsApp');
INSERT INTO delivery VALUES(3,0,3,1,1767603602003,0,NULL,'connection refused');
INSERT INTO delivery VALUES(4,1,3,0,1767603602004,0,NULL,'');
INSERT INTO delivery VALUES(5,4,3,2,1767603602005,0,NULL,'timeout');
CREATE TABLE history(
  id INTEGER PRIMARY KEY,
  channel TEXT NOT NULL,
  peer TEXT NOT NULL,
  role INTEGER NOT NULL,
  at INTEGER NOT NULL,
  text TEXT NOT NULL
);
INSERT INTO history VALUES(1,'whatsapp','+15551234567',1,1767603600001,'thanks');
CREATE TABLE key_value(
  space TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY(space, key)
) WITHOUT ROWID;
INSERT INTO key_value VALUES('models','whatsapp:+15551234567','openai/gpt-4o-mini');
CREATE TABLE usage(
  user TEXT NOT NULL,
  day INTEGER NOT NULL,
  model TEXT NOT NULL,
  messages INTEGER NOT NULL,
  prompt_tokens INTEGER NOT NULL,
  completion_tokens INTEGER NOT NULL,
  cost_nano_usd INTEGER NOT NULL,
  unpriced_messages INTEGER NOT NULL,
  PRIMARY KEY(user, day, model)
) WITHOUT ROWID;
INSERT INTO usage VALUES('whatsapp:+15551234567',20458,'openai/gpt-4o-mini',2,20,10,3000,0);
CREATE UNIQUE INDEX inbox_external_id ON inbox(external_id, channel);
CREATE INDEX delivery_unsent ON delivery(id) WHERE state <> 2;
CREATE INDEX delivery_receipt ON delivery(receipt) WHERE receipt IS NOT NULL;
CREATE INDEX history_conversation ON history(peer, channel);
COMMIT;
