/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "shm/zone.h"
#include "ngx_http_statuses.h"

#include <openssl/evp.h>
#include <openssl/rand.h>


static ngx_int_t ngx_http_statuses_zone_init(ngx_shm_zone_t *shm_zone,
    void *data);
static void ngx_http_statuses_zone_insert(ngx_rbtree_node_t *temp,
    ngx_rbtree_node_t *node, ngx_rbtree_node_t *sentinel);
static ngx_http_statuses_record_t *ngx_http_statuses_zone_lookup(
    ngx_http_statuses_zone_t *zone, u_char *digest);
static void ngx_http_statuses_zone_delete(ngx_http_statuses_zone_t *zone,
    ngx_http_statuses_record_t *rec);


ngx_http_statuses_zone_t *
ngx_http_statuses_zone_add(ngx_conf_t *cf, ngx_str_t *name, size_t zone_size,
    size_t size)
{
    ngx_http_statuses_zone_t  *zone;

    zone = ngx_pcalloc(cf->pool, sizeof(ngx_http_statuses_zone_t));
    if (zone == NULL) {
        return NULL;
    }

    zone->size = size;

    zone->shm_zone = ngx_shared_memory_add(cf, name, zone_size,
                                           &ngx_http_statuses_module);
    if (zone->shm_zone == NULL) {
        return NULL;
    }

    if (zone->shm_zone->data) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "zone \"%V\" is already in use", name);
        return NULL;
    }

    zone->shm_zone->init = ngx_http_statuses_zone_init;
    zone->shm_zone->data = zone;

    return zone;
}


static ngx_int_t
ngx_http_statuses_zone_init(ngx_shm_zone_t *shm_zone, void *data)
{
    ngx_http_statuses_zone_t *octx = data;

    size_t                     len;
    ngx_http_statuses_zone_t  *zone;

    zone = shm_zone->data;

    if (octx) {
        if (octx->size != zone->size) {
            ngx_log_error(NGX_LOG_EMERG, shm_zone->shm.log, 0,
                          "zone \"%V\" was used for something else before",
                          &shm_zone->shm.name);
            return NGX_ERROR;
        }

        zone->sh = octx->sh;
        zone->shpool = octx->shpool;

        return NGX_OK;
    }

    zone->shpool = (ngx_slab_pool_t *) shm_zone->shm.addr;

    if (shm_zone->shm.exists) {
        zone->sh = zone->shpool->data;
        return NGX_OK;
    }

    zone->sh = ngx_slab_calloc(zone->shpool,
                               sizeof(ngx_http_statuses_shared_t));
    if (zone->sh == NULL) {
        return NGX_ERROR;
    }

    zone->shpool->data = zone->sh;

    if (RAND_bytes(zone->sh->secret, sizeof(zone->sh->secret)) != 1) {
        ngx_log_error(NGX_LOG_EMERG, shm_zone->shm.log, 0,
                      "no random bytes for zone \"%V\"", &shm_zone->shm.name);
        return NGX_ERROR;
    }

    ngx_rbtree_init(&zone->sh->rbtree, &zone->sh->sentinel,
                    ngx_http_statuses_zone_insert);
    ngx_queue_init(&zone->sh->lru);

    len = sizeof(" in statuses zone \"\"") + shm_zone->shm.name.len;

    zone->shpool->log_ctx = ngx_slab_alloc(zone->shpool, len);
    if (zone->shpool->log_ctx == NULL) {
        return NGX_ERROR;
    }

    ngx_sprintf(zone->shpool->log_ctx, " in statuses zone \"%V\"%Z",
                &shm_zone->shm.name);

    /* a full zone is normal: something old has to go */

    zone->shpool->log_nomem = 0;

    return NGX_OK;
}


ngx_int_t
ngx_http_statuses_zone_digest(ngx_http_statuses_zone_t *zone, ngx_str_t *key,
    u_char *digest)
{
    static EVP_MD      *md;
    static EVP_MD_CTX  *ctx;

    /* fetching the algorithm costs more than hashing a token */

    if (ctx == NULL) {
        md = EVP_MD_fetch(NULL, "SHA256", NULL);
        ctx = EVP_MD_CTX_new();

        if (md == NULL || ctx == NULL) {
            return NGX_ERROR;
        }
    }

    if (EVP_DigestInit_ex(ctx, md, NULL) != 1
        || EVP_DigestUpdate(ctx, zone->sh->secret,
                            NGX_HTTP_STATUSES_DIGEST_LEN) != 1
        || EVP_DigestUpdate(ctx, key->data, key->len) != 1
        || EVP_DigestFinal_ex(ctx, digest, NULL) != 1)
    {
        return NGX_ERROR;
    }

    return NGX_OK;
}


ngx_http_statuses_record_t *
ngx_http_statuses_zone_find(ngx_http_statuses_zone_t *zone, u_char *digest)
{
    ngx_http_statuses_record_t  *rec;

    rec = ngx_http_statuses_zone_lookup(zone, digest);

    if (rec == NULL) {
        return NULL;
    }

    if ((ngx_msec_int_t) (rec->expires - ngx_current_msec) <= 0) {
        return NULL;
    }

    ngx_queue_remove(&rec->queue);
    ngx_queue_insert_head(&zone->sh->lru, &rec->queue);

    return rec;
}


ngx_http_statuses_record_t *
ngx_http_statuses_zone_put(ngx_http_statuses_zone_t *zone, u_char *digest,
    ngx_msec_t valid)
{
    size_t                       size;
    ngx_uint_t                   i;
    ngx_queue_t                 *q;
    ngx_http_statuses_record_t  *rec;

    rec = ngx_http_statuses_zone_lookup(zone, digest);

    if (rec == NULL) {

        size = offsetof(ngx_http_statuses_record_t, data) + zone->size;

        /* two old ones for each new one, so that expired ones do not stay */

        for (i = 0; i < 2 && !ngx_queue_empty(&zone->sh->lru); i++) {
            q = ngx_queue_last(&zone->sh->lru);
            rec = ngx_queue_data(q, ngx_http_statuses_record_t, queue);

            if ((ngx_msec_int_t) (rec->expires - ngx_current_msec) > 0) {
                break;
            }

            ngx_http_statuses_zone_delete(zone, rec);
        }

        rec = ngx_slab_alloc_locked(zone->shpool, size);

        while (rec == NULL && !ngx_queue_empty(&zone->sh->lru)) {
            q = ngx_queue_last(&zone->sh->lru);

            ngx_http_statuses_zone_delete(zone,
                      ngx_queue_data(q, ngx_http_statuses_record_t, queue));

            rec = ngx_slab_alloc_locked(zone->shpool, size);
        }

        if (rec == NULL) {
            return NULL;
        }

        ngx_memcpy(&rec->node.key, digest, sizeof(ngx_rbtree_key_t));
        ngx_memcpy(rec->key, digest, NGX_HTTP_STATUSES_DIGEST_LEN);

        ngx_rbtree_insert(&zone->sh->rbtree, &rec->node);

    } else {
        ngx_queue_remove(&rec->queue);
    }

    ngx_queue_insert_head(&zone->sh->lru, &rec->queue);

    rec->expires = ngx_current_msec + valid;
    ngx_memzero(rec->data, zone->size);

    return rec;
}


void
ngx_http_statuses_zone_remove(ngx_http_statuses_zone_t *zone, u_char *digest)
{
    ngx_http_statuses_record_t  *rec;

    rec = ngx_http_statuses_zone_lookup(zone, digest);

    if (rec) {
        ngx_http_statuses_zone_delete(zone, rec);
    }
}


static void
ngx_http_statuses_zone_delete(ngx_http_statuses_zone_t *zone,
    ngx_http_statuses_record_t *rec)
{
    ngx_queue_remove(&rec->queue);
    ngx_rbtree_delete(&zone->sh->rbtree, &rec->node);
    ngx_slab_free_locked(zone->shpool, rec);
}


static ngx_http_statuses_record_t *
ngx_http_statuses_zone_lookup(ngx_http_statuses_zone_t *zone, u_char *digest)
{
    ngx_int_t                    rc;
    ngx_rbtree_key_t             key;
    ngx_rbtree_node_t           *node, *sentinel;
    ngx_http_statuses_record_t  *rec;

    ngx_memcpy(&key, digest, sizeof(ngx_rbtree_key_t));

    node = zone->sh->rbtree.root;
    sentinel = zone->sh->rbtree.sentinel;

    while (node != sentinel) {

        if (key != node->key) {
            node = (key < node->key) ? node->left : node->right;
            continue;
        }

        rec = (ngx_http_statuses_record_t *) node;

        rc = ngx_memcmp(digest, rec->key, NGX_HTTP_STATUSES_DIGEST_LEN);

        if (rc == 0) {
            return rec;
        }

        node = (rc < 0) ? node->left : node->right;
    }

    return NULL;
}


static void
ngx_http_statuses_zone_insert(ngx_rbtree_node_t *temp,
    ngx_rbtree_node_t *node, ngx_rbtree_node_t *sentinel)
{
    ngx_rbtree_node_t           **p;
    ngx_http_statuses_record_t   *rec, *other;

    for ( ;; ) {

        if (node->key < temp->key) {
            p = &temp->left;

        } else if (node->key > temp->key) {
            p = &temp->right;

        } else {
            rec = (ngx_http_statuses_record_t *) node;
            other = (ngx_http_statuses_record_t *) temp;

            p = (ngx_memcmp(rec->key, other->key,
                            NGX_HTTP_STATUSES_DIGEST_LEN) < 0)
                ? &temp->left : &temp->right;
        }

        if (*p == sentinel) {
            break;
        }

        temp = *p;
    }

    *p = node;
    node->parent = temp;
    node->left = sentinel;
    node->right = sentinel;
    ngx_rbt_red(node);
}
