// What this browser keeps until it is sent: the rows of one table of one database (IndexedDB), each with its `id`.
/** A browser that keeps nothing rejects. */
export function keeper(database, table) {
  const within = async (mode, work) => {
    const opened = await open(database, table);
    try {
      return await new Promise((resolve, reject) => {
        const transaction = opened.transaction(table, mode);
        const asked = work(transaction.objectStore(table));
        transaction.oncomplete = () => resolve(asked.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      });
    } finally {
      opened.close();
    }
  };
  return {
    save: (row) => within("readwrite", (rows) => rows.put(row)),
    remove: (id) => within("readwrite", (rows) => rows.delete(id)),
    all: () => within("readonly", (rows) => rows.getAll()),
  };
}

function open(database, table) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(database, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(table, { keyPath: "id", autoIncrement: true });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/** A name that nothing else has; `crypto.randomUUID` is only there on safe origins. */
export const unique = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
