import { useState } from 'react'
import { Alert, Button, Card, Flex, Input, message } from 'antd'
import { ProductFormModal, ProductTable } from '@/components'
import { useCreateProduct, useDeleteProduct, useProducts } from '@/hooks/useProducts'
import type { ProductInput } from '@/types/product'

export function ProductsPage() {
  const [page, setPage] = useState(1)
  const [pageSize, setPageSize] = useState(20)
  const [search, setSearch] = useState('')
  const [modalOpen, setModalOpen] = useState(false)
  const [messageApi, contextHolder] = message.useMessage()

  const { data, isLoading, error } = useProducts({ page, pageSize, search: search || undefined })
  const createProduct = useCreateProduct()
  const removeProduct = useDeleteProduct()

  const handleSubmit = (input: ProductInput) => {
    createProduct.mutate(input, {
      onSuccess: (product) => {
        setModalOpen(false)
        messageApi.success(`${product.name} was added`)
      },
      onError: (err) => {
        messageApi.error(err.message)
      },
    })
  }

  const handlePageChange = (nextPage: number, nextPageSize: number) => {
    setPage(nextPage)
    setPageSize(nextPageSize)
  }

  return (
    <Card
      title="Products"
      extra={
        <Button type="primary" onClick={() => setModalOpen(true)}>
          Add product
        </Button>
      }
    >
      {contextHolder}
      <Flex vertical gap={16}>
        <Input.Search
          allowClear
          placeholder="Search by name or SKU"
          onSearch={(value) => {
            setSearch(value.trim())
            setPage(1)
          }}
        />
        {error && <Alert type="error" title={error.message} />}
        <ProductTable
          products={data?.items ?? []}
          total={data?.total ?? 0}
          page={page}
          pageSize={pageSize}
          loading={isLoading}
          onPageChange={handlePageChange}
          onDelete={(id) => removeProduct.mutate(id)}
        />
      </Flex>
      <ProductFormModal
        open={modalOpen}
        saving={createProduct.isPending}
        onCancel={() => setModalOpen(false)}
        onSubmit={handleSubmit}
      />
    </Card>
  )
}
