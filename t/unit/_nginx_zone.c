/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * What shm/zone.c needs of nginx, for tests without it: a slab whose pieces
 * come from malloc(), and a tree that is binary, if neither red nor black.
 */

#include <stddef.h>

#include "_nginx_zone.h"


typedef struct test_piece_s  test_piece_t;

struct test_piece_s {
    test_piece_t  *next;
    max_align_t    data[1];
};


size_t                test_slab_room;
size_t                test_slab_taken;
ngx_shm_zone_t        test_shm_zone;
ngx_uint_t            test_complaints;

static test_piece_t  *test_pieces;

volatile ngx_msec_t   ngx_current_msec;
ngx_module_t          ngx_http_statuses_module;


void
test_slab_init(ngx_slab_pool_t *pool)
{
    memset(pool, 0, sizeof(ngx_slab_pool_t));
    pool->log_nomem = 1;
}


void *
ngx_slab_alloc_locked(ngx_slab_pool_t *pool, size_t size)
{
    void  *p;

    if (test_slab_taken >= test_slab_room) {

        if (pool->log_nomem) {
            test_complaints++;
        }

        return NULL;
    }

    p = malloc(size);

    if (p) {
        memset(p, 0xa5, size);
        test_slab_taken++;
    }

    return p;
}


void *
ngx_slab_alloc(ngx_slab_pool_t *pool, size_t size)
{
    return ngx_slab_alloc_locked(pool, size);
}


void *
ngx_slab_calloc(ngx_slab_pool_t *pool, size_t size)
{
    void  *p;

    p = ngx_slab_alloc_locked(pool, size);

    if (p) {
        memset(p, 0, size);
    }

    return p;
}


void
ngx_slab_free_locked(ngx_slab_pool_t *pool, void *p)
{
    test_slab_taken--;
    free(p);
}


void
ngx_rbtree_insert(ngx_rbtree_t *tree, ngx_rbtree_node_t *node)
{
    if (tree->root == tree->sentinel) {
        node->parent = NULL;
        node->left = tree->sentinel;
        node->right = tree->sentinel;
        tree->root = node;
        return;
    }

    tree->insert(tree->root, node, tree->sentinel);
}


/* puts other, or the sentinel, in the place of node */

static void
test_rbtree_replace(ngx_rbtree_t *tree, ngx_rbtree_node_t *node,
    ngx_rbtree_node_t *other)
{
    if (node->parent == NULL) {
        tree->root = other;

    } else if (node->parent->left == node) {
        node->parent->left = other;

    } else {
        node->parent->right = other;
    }

    if (other != tree->sentinel) {
        other->parent = node->parent;
    }
}


void
ngx_rbtree_delete(ngx_rbtree_t *tree, ngx_rbtree_node_t *node)
{
    ngx_rbtree_node_t  *next;

    if (node->left == tree->sentinel) {
        test_rbtree_replace(tree, node, node->right);
        return;
    }

    if (node->right == tree->sentinel) {
        test_rbtree_replace(tree, node, node->left);
        return;
    }

    for (next = node->right; next->left != tree->sentinel; next = next->left) {
        /* void */
    }

    if (next->parent != node) {
        test_rbtree_replace(tree, next, next->right);
        next->right = node->right;
        next->right->parent = next;
    }

    test_rbtree_replace(tree, node, next);
    next->left = node->left;
    next->left->parent = next;
}


ngx_shm_zone_t *
ngx_shared_memory_add(ngx_conf_t *cf, ngx_str_t *name, size_t size, void *tag)
{
    test_shm_zone.shm.name = *name;
    test_shm_zone.shm.size = size;
    test_shm_zone.tag = tag;

    return &test_shm_zone;
}


/* a pool is freed as a whole */

void *
ngx_pcalloc(ngx_pool_t *pool, size_t size)
{
    test_piece_t  *piece;

    piece = calloc(1, offsetof(test_piece_t, data) + size);
    if (piece == NULL) {
        abort();
    }

    piece->next = test_pieces;
    test_pieces = piece;

    return piece->data;
}


void
test_pool_free(void)
{
    test_piece_t  *piece;

    while (test_pieces) {
        piece = test_pieces;
        test_pieces = piece->next;
        free(piece);
    }
}


u_char *
ngx_sprintf(u_char *buf, const char *fmt, ...)
{
    *buf = '\0';

    return buf;
}


void
ngx_conf_log_error(ngx_uint_t level, ngx_conf_t *cf, ngx_err_t err,
    const char *fmt, ...)
{
    test_complaints++;
}


void
ngx_log_error_core(ngx_uint_t level, ngx_log_t *log, ngx_err_t err,
    const char *fmt, ...)
{
    test_complaints++;
}
