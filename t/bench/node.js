/*
 * The same answers from Node: fastify, pg, and the statement that builds the
 * document in SQL, whose text goes out as it is.
 *
 * Environment: PORT, PGHOST, PGUSER, PGDATABASE, PGOPTIONS, POOL, and
 * STATEMENT, the path of the statement.  NODE_PATH names the two packages.
 */

'use strict';

const fs = require('fs');
const fastify = require('fastify')();
const { Pool } = require('pg');

const options = process.env.PGOPTIONS;
const pool = new Pool({ max: Number(process.env.POOL), options });

const text = `SELECT document::text FROM (${
    fs.readFileSync(process.env.STATEMENT, 'utf8')}) d`;

const headers = {
    'content-type': 'application/json; charset=utf-8',
    'vary': 'Authorization, Origin',
    'cache-control': 'max-age=15, public, stale-while-revalidate=30, '
        + 'stale-if-error=86400',
};


fastify.get('/api/v1/statuses/:id', async (request, reply) => {
    const { rows } = await pool.query({
        name: 'show', text, values: [request.params.id],
    });

    if (rows.length === 0) {
        return reply.code(404).send({ error: 'Record not found' });
    }

    return reply.headers(headers).send(rows[0].document);
});


fastify.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
    .catch((error) => {
        console.error(error.message);
        process.exit(1);
    });
